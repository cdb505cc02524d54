package io.carillon.querier.fuzz;

import io.carillon.querier.parser.AggregateOp;
import io.carillon.querier.parser.Expr;
import io.carillon.querier.parser.ValueType;
import java.util.Set;

/**
 * Where the order of series decides about last digits and ties. PromQL only has an order where
 * series come from storage; behind an aggregation, a match or a subquery Prometheus itself takes
 * them as its hash tables give them.
 */
public final class OrderRules {
  private static final Set<String> REORDERING =
      Set.of(
          "sort",
          "sort_desc",
          "sort_by_label",
          "sort_by_label_desc",
          "info",
          "histogram_quantile",
          "histogram_quantiles",
          "histogram_fraction");

  private OrderRules() {}

  /** Whether a sum, mean or deviation of series without an order is part of it. */
  public static boolean hasFreeDigits(Expr expr) {
    return ExprParts.any(
        expr,
        part ->
            part instanceof Expr.Aggregation a
                && switch (a.op()) {
                  case SUM, AVG, STDDEV, STDVAR -> !isOrdered(a.expr());
                  default -> false;
                });
  }

  /** Whether a choice among series without an order is part of it. */
  public static boolean hasFreeChoice(Expr expr) {
    return ExprParts.any(
        expr,
        part ->
            part instanceof Expr.Aggregation a
                && switch (a.op()) {
                  case TOPK, BOTTOMK, LIMITK -> !isOrdered(a.expr());
                  default -> false;
                });
  }

  /**
   * Whether series are picked whatever their value: in the order of a heap, which is not repeated.
   */
  static boolean hasLimit(Expr expr) {
    return ExprParts.any(
        expr,
        part ->
            part instanceof Expr.Aggregation a
                && (a.op() == AggregateOp.LIMITK || a.op() == AggregateOp.LIMIT_RATIO));
  }

  /** Whether the result of an instant query has an order that the query asked for. */
  static boolean isSorted(Expr expr) {
    return switch (Invariance.strip(expr)) {
      case Expr.Call call -> call.function().name().startsWith("sort");
      case Expr.Aggregation a ->
          switch (a.op()) {
            case TOPK, BOTTOMK -> a.grouping().isEmpty() && !a.isWithout();
            default -> false;
          };
      default -> false;
    };
  }

  /** Whether the series come in the order of storage. */
  private static boolean isOrdered(Expr expr) {
    return switch (expr) {
      case Expr.NumberLiteral _, Expr.StringLiteral _ -> true;
      case Expr.VectorSelector _, Expr.MatrixSelector _ -> true;
      case Expr.Paren e -> isOrdered(e.expr());
      case Expr.Unary e -> isOrdered(e.expr());
      case Expr.Subquery _, Expr.Aggregation _ -> false;
      case Expr.Call e ->
          !REORDERING.contains(e.function().name())
              && e.args().stream().allMatch(OrderRules::isOrdered);
      case Expr.Binary e ->
          (e.lhs().type() == ValueType.SCALAR || isOrdered(e.lhs()))
              && (e.rhs().type() == ValueType.SCALAR || isOrdered(e.rhs()))
              && (e.lhs().type() == ValueType.SCALAR || e.rhs().type() == ValueType.SCALAR);
    };
  }
}
