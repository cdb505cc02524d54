package io.carillon.querier.fuzz;

import io.carillon.querier.parser.Expr;
import io.carillon.querier.parser.TimeModifier;
import io.carillon.querier.parser.ValueType;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** What has to be the same in a range query and an instant query at one of its steps. */
final class StepRules {
  private StepRules() {}

  /**
   * Whether the query says something about its range; histogram statistics know more of resets in a
   * range; info series are loaded for the range of the first selector, offset and all; ties may
   * fall otherwise; and of a subquery with a fixed step that does not fit the steps nothing
   * changes, but parts that never change are evaluated in a range of one step.
   */
  static boolean mayDiffer(Expr expr) {
    return OrderRules.hasFreeChoice(expr)
        || ExprParts.calls(
            expr,
            name ->
                Invariance.FOLDED.contains(name)
                    || Set.of("histogram_count", "histogram_sum", "histogram_avg", "info")
                        .contains(name))
        || ExprParts.any(expr, StepRules::namesRange);
  }

  private static boolean namesRange(Expr expr) {
    return switch (expr) {
      case Expr.VectorSelector e -> namesRange(e.modifier());
      case Expr.Subquery e ->
          namesRange(e.modifier())
              || e.toString().contains("Step[")
              || e.toString().contains("Range[");
      case Expr.MatrixSelector e ->
          e.toString().contains("Step[") || e.toString().contains("Range[");
      default -> false;
    };
  }

  private static boolean namesRange(TimeModifier modifier) {
    return modifier.at() instanceof TimeModifier.At.Start
        || modifier.at() instanceof TimeModifier.At.End
        || String.valueOf(modifier.offset()).contains("Step[");
  }

  /** One step of a range answer, as an instant query would give it. */
  static Answer at(Answer.Series series, long timeMs, ValueType type) {
    List<Answer.Row> rows = new ArrayList<>();
    for (Answer.Row row : series.rows()) {
      List<Point> points = row.points().stream().filter(p -> p.timeMs() == timeMs).toList();
      if (!points.isEmpty()) {
        rows.add(new Answer.Row(row.labels(), points));
      }
    }
    return new Answer.Series(type == ValueType.SCALAR ? "scalar" : "vector", rows);
  }
}
