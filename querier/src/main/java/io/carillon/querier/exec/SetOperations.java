package io.carillon.querier.exec;

import io.carillon.common.labels.Labels;
import io.carillon.querier.parser.BinaryOp;
import io.carillon.querier.parser.VectorMatching;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** and, or, unless: series are kept where the other side has, or has not, one that matches. */
final class SetOperations {
  private SetOperations() {}

  static List<StepSeries> evaluate(
      BinaryOp op, List<StepSeries> lhs, List<StepSeries> rhs, VectorMatching matching, Grid grid) {
    Grouping signature = new Grouping(matching.matchingLabels(), !matching.isOn());
    return switch (op) {
      case AND -> restrict(lhs, presence(rhs, signature), signature, true, grid);
      case UNLESS -> restrict(lhs, presence(rhs, signature), signature, false, grid);
      case OR -> {
        List<StepSeries> result = new ArrayList<>(lhs);
        result.addAll(restrict(rhs, presence(lhs, signature), signature, false, grid));
        yield result;
      }
      default -> throw new IllegalArgumentException("no set operator: " + op.symbol());
    };
  }

  /** The steps at which any series of a signature is there. */
  private static Map<Labels, BitSet> presence(List<StepSeries> series, Grouping signature) {
    Map<Labels, BitSet> presence = new HashMap<>();
    for (StepSeries one : series) {
      presence.computeIfAbsent(signature.of(one.labels()), _ -> new BitSet()).or(one.present());
    }
    return presence;
  }

  private static List<StepSeries> restrict(
      List<StepSeries> series,
      Map<Labels, BitSet> presence,
      Grouping signature,
      boolean wantsMatch,
      Grid grid) {
    BitSet never = new BitSet(grid.count());
    List<StepSeries> result = new ArrayList<>();
    for (StepSeries one : series) {
      BitSet kept = (BitSet) one.present().clone();
      BitSet other = presence.getOrDefault(signature.of(one.labels()), never);
      if (wantsMatch) {
        kept.and(other);
      } else {
        kept.andNot(other);
      }
      if (!kept.isEmpty()) {
        result.add(one.withPresent(kept));
      }
    }
    return result;
  }
}
