package io.carillon.querier.fuzz;

import io.carillon.querier.parser.Expr;
import io.carillon.querier.parser.TimeModifier;
import java.util.Set;

/**
 * Which parts of a query are the same at every step and so are evaluated once, at the first. This
 * shows: a part that is evaluated once is evaluated as an instant query is.
 */
final class Invariance {
  private static final Set<String> NEVER =
      Set.of(
          "days_in_month",
          "day_of_month",
          "day_of_week",
          "day_of_year",
          "hour",
          "minute",
          "month",
          "year",
          "predict_linear",
          "time");
  static final Set<String> FOLDED = Set.of("start", "end", "range", "step");

  private Invariance() {}

  /** The expression without parentheses around it. */
  static Expr strip(Expr expr) {
    return expr instanceof Expr.Paren paren ? strip(paren.expr()) : expr;
  }

  static boolean isInvariant(Expr expr) {
    return switch (expr) {
      case Expr.NumberLiteral _, Expr.StringLiteral _ -> true;
      case Expr.Paren paren -> isInvariant(paren.expr());
      case Expr.Unary unary -> isInvariant(unary.expr());
      case Expr.VectorSelector selector -> isFixed(selector.modifier());
      case Expr.MatrixSelector selector -> isFixed(selector.vector().modifier());
      case Expr.Subquery subquery -> isFixed(subquery.modifier());
      // The parameter does not matter, as upstream.
      case Expr.Aggregation aggregation -> isInvariant(aggregation.expr());
      case Expr.Binary binary -> isInvariant(binary.lhs()) && isInvariant(binary.rhs());
      case Expr.Call call -> isInvariant(call);
    };
  }

  private static boolean isInvariant(Expr.Call call) {
    String name = call.function().name();
    boolean areArgs = call.args().stream().allMatch(Invariance::isInvariant);
    return switch (name) {
      case "timestamp" -> areArgs && strip(call.args().get(0)) instanceof Expr.VectorSelector;
      default -> areArgs && !NEVER.contains(name);
    };
  }

  private static boolean isFixed(TimeModifier modifier) {
    return modifier.at() != null;
  }
}
