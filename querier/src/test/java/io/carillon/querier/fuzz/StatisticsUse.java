package io.carillon.querier.fuzz;

import io.carillon.querier.parser.BinaryOp;
import io.carillon.querier.parser.Expr;
import java.util.IdentityHashMap;
import java.util.Set;

/** Which selectors only have to give counts and sums of histograms, not their buckets. */
final class StatisticsUse {
  private static final Set<String> STATISTICS =
      Set.of("histogram_count", "histogram_sum", "histogram_avg");
  private static final Set<String> BUCKETS =
      Set.of("histogram_quantile", "histogram_quantiles", "histogram_fraction");

  private final IdentityHashMap<Expr.VectorSelector, Boolean> isOnly = new IdentityHashMap<>();

  StatisticsUse(Expr expr) {
    visit(expr, false, false);
  }

  boolean isOnly(Expr.VectorSelector selector) {
    return isOnly.getOrDefault(selector, false);
  }

  private void visit(Expr expr, boolean wantsStatistics, boolean needsBuckets) {
    switch (expr) {
      case Expr.NumberLiteral _, Expr.StringLiteral _ -> {}
      case Expr.Paren e -> visit(e.expr(), wantsStatistics, needsBuckets);
      case Expr.Unary e -> visit(e.expr(), wantsStatistics, needsBuckets);
      case Expr.VectorSelector e -> isOnly.put(e, wantsStatistics && !needsBuckets);
      case Expr.MatrixSelector e -> visit(e.vector(), wantsStatistics, needsBuckets);
      case Expr.Subquery e -> visit(e.expr(), wantsStatistics, true);
      case Expr.Call e -> {
        boolean statistics = wantsStatistics || STATISTICS.contains(e.function().name());
        boolean buckets = needsBuckets || BUCKETS.contains(e.function().name());
        e.args().forEach(arg -> visit(arg, statistics, buckets));
      }
      case Expr.Aggregation e -> {
        visit(e.expr(), wantsStatistics, needsBuckets);
        if (e.param() != null) {
          visit(e.param(), false, false);
        }
      }
      case Expr.Binary e -> {
        boolean isTrim = e.op() == BinaryOp.TRIM_LOWER || e.op() == BinaryOp.TRIM_UPPER;
        visit(e.lhs(), wantsStatistics, needsBuckets || isTrim);
        visit(e.rhs(), wantsStatistics, needsBuckets || isTrim);
      }
    }
  }
}
