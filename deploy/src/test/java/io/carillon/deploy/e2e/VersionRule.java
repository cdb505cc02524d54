package io.carillon.deploy.e2e;

import io.carillon.common.column.StaleMarker;
import io.carillon.querier.fuzz.ExprParts;
import io.carillon.querier.fuzz.FuzzData;
import io.carillon.querier.fuzz.FuzzSeries;
import io.carillon.querier.parser.AggregateOp;
import io.carillon.querier.parser.BinaryOp;
import io.carillon.querier.parser.DurationExpr;
import io.carillon.querier.parser.Expr;
import io.carillon.querier.parser.ValueType;
import java.util.Set;
import java.util.function.BiPredicate;

/**
 * Where Prometheus 3.14, which Carillon follows, answers otherwise than 2.42. What a rule is about
 * is not asked. Edges of windows and of the lookback, which 2.42 counted in, need no rule: no
 * sample of the data lies on one.
 */
@SuppressWarnings("ImmutableEnumChecker") // The predicates have no state.
enum VersionRule {
  NESTED_SUBQUERY(
      "a subquery within one is evaluated at its steps, which lie on the edge of its window",
      (expr, _) ->
          ExprParts.any(
              expr,
              part ->
                  part instanceof Expr.Subquery outer
                      && ExprParts.any(outer.expr(), inner -> inner instanceof Expr.Subquery))),
  SUBQUERY_WITHOUT_STEPS(
      "a subquery without a step in it gave what never changes at the step after it",
      (expr, _) ->
          strip(expr) instanceof Expr.Subquery subquery
              && subquery.range() instanceof DurationExpr.Literal range
              && subquery.step() instanceof DurationExpr.Literal step
              && range.seconds() < step.seconds()),
  EXTRAPOLATION(
      "a counter near zero behind a gap was extrapolated to zero, now to half a sample at most",
      (expr, data) ->
          ExprParts.any(
              expr,
              part ->
                  part instanceof Expr.Call call
                      && Set.of("rate", "increase").contains(call.function().name())
                      && Extrapolation.mayDiffer(call, data))),
  ATAN2_NAME(
      "atan2 with a vector kept the metric name",
      (expr, _) ->
          ExprParts.any(
              expr,
              part ->
                  part instanceof Expr.Binary binary
                      && binary.op() == BinaryOp.ATAN2
                      && binary.type() == ValueType.VECTOR)),
  SEVERAL_NAMES(
      "series of several names that become the same were merged or refused at other places",
      (expr, data) ->
          ExprParts.any(
              expr,
              part ->
                  part instanceof Expr.VectorSelector selector
                      && data.matching(selector.matchers()).stream()
                              .map(series -> series.labels().metricName())
                              .distinct()
                              .count()
                          > 1)),
  COUNT_VALUES_BY(
      "count_values put its label behind those of by, unsorted, and lost labels over it",
      (expr, _) ->
          ExprParts.any(
              expr,
              part ->
                  part instanceof Expr.Aggregation a
                      && a.op() == AggregateOp.COUNT_VALUES
                      && a.param() instanceof Expr.StringLiteral label
                      && a.grouping().stream().anyMatch(by -> by.compareTo(label.value()) > 0))),
  FIXED_WINDOW(
      "a window with @ beside an argument that may change moved with the steps",
      (expr, _) ->
          ExprParts.any(
              expr,
              part ->
                  part instanceof Expr.Call call
                      && Set.of("predict_linear", "quantile_over_time")
                          .contains(call.function().name())
                      && ExprParts.children(part).stream().anyMatch(VersionRule::isFixed))),
  DEVIATION_OF_NAN(
      "the deviation of a group that begins with NaN was that of the others",
      (expr, _) ->
          ExprParts.any(
              expr,
              part ->
                  part instanceof Expr.Aggregation a
                      && (a.op() == AggregateOp.STDDEV || a.op() == AggregateOp.STDVAR)
                      && ExprParts.any(a.expr(), VersionRule::mayGiveNaN))),
  EXTREME_SUMS(
      "sums, means and deviations were not compensated and treat infinities and overflow otherwise",
      (expr, data) -> hasSums(expr) && readsExtremes(expr, data)),
  LAST_DIGITS(
      "the last digit of a sum, a mean or a trend decides, and 2.42 did not compensate sums",
      (expr, _) -> ExprParts.any(expr, part -> isDecision(part) && hasSumsBelow(part))),
  TIES(
      "which of equal values topk and bottomk keep; on top only their values are compared",
      (expr, _) ->
          ExprParts.children(strip(expr)).stream()
              .anyMatch(child -> ExprParts.any(child, VersionRule::isTopOrBottom))),
  MATCH_BEFORE_FILTER(
      "of a comparison only the elements that it keeps had to match once; seen by the error",
      (_, _) -> false),
  COUNT_OF_TOPK(
      "a parameter that is no finite number was refused whatever it was, step by step",
      (expr, _) ->
          ExprParts.any(
              expr,
              part ->
                  isTopOrBottom(part)
                      && ExprParts.children(part).stream()
                          .noneMatch(
                              param ->
                                  param instanceof Expr.NumberLiteral number
                                      && Math.abs(number.value()) < 1e9)));

  private static final Set<String> SUMS =
      Set.of(
          "avg_over_time",
          "sum_over_time",
          "stddev_over_time",
          "stdvar_over_time",
          "deriv",
          "predict_linear",
          "rate",
          "increase",
          "delta",
          "quantile_over_time",
          "histogram_quantile");
  private static final Set<String> DECISIONS =
      Set.of("ceil", "floor", "round", "sgn", "changes", "resets", "irate", "idelta");
  private static final Set<String> NAN_FUNCTIONS =
      Set.of(
          "acos",
          "acosh",
          "asin",
          "atanh",
          "ln",
          "log2",
          "log10",
          "sqrt",
          "histogram_quantile",
          "quantile_over_time",
          "sin",
          "cos",
          "tan",
          "round",
          "scalar",
          "cosh",
          "sinh",
          "exp");
  private static final double EXTREME = 1e15;

  private final String reason;
  private final BiPredicate<Expr, FuzzData> predicate;

  VersionRule(String reason, BiPredicate<Expr, FuzzData> predicate) {
    this.reason = reason;
    this.predicate = predicate;
  }

  String reason() {
    return reason;
  }

  /** Whether a query over data is left out. */
  boolean leavesOut(Expr expr, FuzzData data) {
    return predicate.test(expr, data);
  }

  static boolean isTopOrBottom(Expr part) {
    return part instanceof Expr.Aggregation a
        && (a.op() == AggregateOp.TOPK || a.op() == AggregateOp.BOTTOMK);
  }

  private static Expr strip(Expr expr) {
    return expr instanceof Expr.Paren paren ? strip(paren.expr()) : expr;
  }

  /** Whether anything is summed, which compensation and order of addition change. */
  static boolean hasSums(Expr expr) {
    return ExprParts.any(expr, VersionRule::isSum);
  }

  private static boolean hasSumsBelow(Expr expr) {
    return ExprParts.children(expr).stream().anyMatch(VersionRule::hasSums);
  }

  private static boolean isSum(Expr part) {
    return switch (part) {
      case Expr.Aggregation a ->
          switch (a.op()) {
            case SUM, AVG, STDDEV, STDVAR, QUANTILE -> true;
            default -> false;
          };
      case Expr.Call call -> SUMS.contains(call.function().name());
      default -> false;
    };
  }

  /** Whether a small difference of the input may become a large one. */
  private static boolean isDecision(Expr part) {
    return switch (part) {
      case Expr.Binary b -> b.op().isComparison() || b.op() == BinaryOp.MOD;
      case Expr.Call call -> DECISIONS.contains(call.function().name()) || isDate(call);
      case Expr.Aggregation a -> a.op() == AggregateOp.COUNT_VALUES;
      default -> false;
    };
  }

  private static boolean isFixed(Expr range) {
    return switch (range) {
      case Expr.Subquery subquery -> subquery.modifier().at() != null;
      case Expr.MatrixSelector matrix -> matrix.vector().modifier().at() != null;
      default -> false;
    };
  }

  private static boolean mayGiveNaN(Expr part) {
    return switch (part) {
      case Expr.Call call -> NAN_FUNCTIONS.contains(call.function().name());
      case Expr.Binary b -> !b.op().isComparison() && !b.op().isSetOperator();
      case Expr.Aggregation a -> a.op() == AggregateOp.QUANTILE;
      case Expr.NumberLiteral number -> Double.isNaN(number.value());
      default -> false;
    };
  }

  /** Whether an error of Carillon is one that 2.42 did not know of this query. */
  static boolean isMatchBeforeFilter(Expr expr, String error) {
    return error.contains("multiple matches for labels")
        && ExprParts.any(
            expr,
            part ->
                part instanceof Expr.Binary b
                    && b.op().isComparison()
                    && !b.returnsBool()
                    && b.matching() != null);
  }

  private static boolean isDate(Expr.Call call) {
    return Set.of(
            "minute",
            "hour",
            "day_of_month",
            "day_of_week",
            "day_of_year",
            "days_in_month",
            "month",
            "year")
        .contains(call.function().name());
  }

  private static boolean readsExtremes(Expr expr, FuzzData data) {
    return ExprParts.any(
            expr,
            part ->
                part instanceof Expr.VectorSelector selector
                    && data.matching(selector.matchers()).stream().anyMatch(VersionRule::isExtreme))
        || ExprParts.any(
            expr,
            part ->
                part instanceof Expr.NumberLiteral number && !(Math.abs(number.value()) < EXTREME));
  }

  private static boolean isExtreme(FuzzSeries series) {
    return series.points().stream()
        .anyMatch(point -> !(Math.abs(point.value()) < EXTREME) && !isStale(point.value()));
  }

  private static boolean isStale(double value) {
    return StaleMarker.is(value);
  }
}
