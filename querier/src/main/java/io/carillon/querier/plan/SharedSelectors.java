package io.carillon.querier.plan;

import io.carillon.common.labels.Matcher;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Finds selectors that stand in a plan more than once, as in {@code a / sum(a)}. */
public final class SharedSelectors {
  private final Set<List<Matcher>> seen = new HashSet<>();
  private final Set<List<Matcher>> shared = new HashSet<>();

  private SharedSelectors() {}

  /** The matchers of selectors that occur more than once, whatever their ranges. */
  public static Set<List<Matcher>> find(Plan plan) {
    SharedSelectors finder = new SharedSelectors();
    finder.visit(plan);
    return finder.shared;
  }

  private void visit(Plan plan) {
    switch (plan) {
      case Plan.InstantSelector selector -> see(selector.matchers());
      case Plan.RangeSelector selector -> see(selector.matchers());
      case Plan.Subquery subquery -> visit(subquery.inner());
      case Plan.Call call -> call.args().forEach(this::visit);
      case Plan.Aggregation aggregation -> {
        visit(aggregation.input());
        Plan param = aggregation.param();
        if (param != null) {
          visit(param);
        }
      }
      case Plan.Binary binary -> {
        visit(binary.lhs());
        visit(binary.rhs());
      }
      case Plan.Unary unary -> visit(unary.operand());
      case Plan.StepInvariant invariant -> visit(invariant.inner());
      case Plan.Constant _, Plan.Text _ -> {}
    }
  }

  private void see(List<Matcher> matchers) {
    if (!seen.add(matchers)) {
      shared.add(matchers);
    }
  }
}
