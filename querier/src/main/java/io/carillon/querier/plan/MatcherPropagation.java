package io.carillon.querier.plan;

import io.carillon.common.labels.Labels;
import io.carillon.common.labels.Matcher;
import io.carillon.querier.parser.BinaryOp;
import io.carillon.querier.parser.RangeExtension;
import io.carillon.querier.parser.VectorMatching;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * Lets one side of {@code and} and {@code unless} read only what may meet the other: conditions on
 * labels that have to be equal count for both. Only between plain selectors, where series that are
 * not read can neither fail nor leave a note; and not for other operators, which fail where a side
 * has two series of a match group even if nothing meets them.
 */
final class MatcherPropagation {
  private MatcherPropagation() {}

  static Plan apply(Plan plan) {
    Plan inner = PlanInputs.map(plan, MatcherPropagation::apply);
    return inner instanceof Plan.Binary binary
            && (binary.op() == BinaryOp.AND || binary.op() == BinaryOp.UNLESS)
            && binary.lhs() instanceof Plan.InstantSelector lhs
            && binary.rhs() instanceof Plan.InstantSelector rhs
            && lhs.extension() == RangeExtension.NONE
            && rhs.extension() == RangeExtension.NONE
        ? propagate(binary, lhs, rhs)
        : inner;
  }

  private static Plan propagate(
      Plan.Binary binary, Plan.InstantSelector lhs, Plan.InstantSelector rhs) {
    VectorMatching matching = Objects.requireNonNull(binary.matching());
    return new Plan.Binary(
        binary.op(),
        binary.op() == BinaryOp.AND ? with(lhs, rhs.matchers(), matching) : lhs,
        with(rhs, lhs.matchers(), matching),
        binary.returnsBool(),
        matching,
        binary.position());
  }

  private static Plan with(
      Plan.InstantSelector selector, List<Matcher> others, VectorMatching matching) {
    List<Matcher> matchers = new ArrayList<>(selector.matchers());
    for (Matcher other : others) {
      boolean mustBeEqual =
          matching.matchingLabels().contains(other.name()) == matching.isOn()
              && !other.name().equals(Labels.METRIC_NAME);
      if (mustBeEqual && !matchers.contains(other)) {
        matchers.add(other);
      }
    }
    return new Plan.InstantSelector(
        matchers, selector.time(), selector.extension(), selector.use(), selector.position());
  }
}
