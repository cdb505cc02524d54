package io.carillon.deploy.e2e;

import io.carillon.common.column.StaleMarker;
import io.carillon.querier.fuzz.ExprParts;
import io.carillon.querier.fuzz.FuzzData;
import io.carillon.querier.fuzz.FuzzSeries;
import io.carillon.querier.fuzz.Point;
import io.carillon.querier.parser.DurationExpr;
import io.carillon.querier.parser.Expr;
import java.util.List;

/** Whether the zero of a counter may lie where the versions extrapolate to different points. */
final class Extrapolation {
  private static final double LIMIT = 1.1;

  private Extrapolation() {}

  /**
   * Whether it may for any window of that length over any series; over a subquery it may always.
   */
  static boolean mayDiffer(Expr.Call call, FuzzData data) {
    return ExprParts.children(call).stream()
        .anyMatch(
            arg ->
                !(arg instanceof Expr.MatrixSelector matrix)
                    || !(matrix.range() instanceof DurationExpr.Literal range)
                    || data.matching(matrix.vector().matchers()).stream()
                        .anyMatch(series -> mayDiffer(series, range.seconds() * 1000)));
  }

  private static boolean mayDiffer(FuzzSeries series, double rangeMs) {
    List<Point> points =
        series.points().stream().filter(point -> !StaleMarker.is(point.value())).toList();
    for (int first = 0; first < points.size(); first++) {
      double increase = 0;
      for (int last = first + 1; last < points.size(); last++) {
        double before = points.get(last - 1).value();
        double value = points.get(last).value();
        increase += value < before ? value : value - before;
        double sampledMs = timeMs(points, last) - timeMs(points, first);
        double averageMs = sampledMs / (last - first);
        double toZeroMs = sampledMs * points.get(first).value() / increase;
        boolean isBetween =
            toZeroMs > averageMs / 2 * 0.999 && toZeroMs < averageMs * LIMIT * 1.001;
        if (isBetween && canBeginAfterGap(points, first, last, averageMs, rangeMs)) {
          return true;
        }
      }
    }
    return false;
  }

  private static double timeMs(List<Point> points, int i) {
    return i < 0
        ? Double.NEGATIVE_INFINITY
        : i < points.size() ? points.get(i).timeMs() : Double.POSITIVE_INFINITY;
  }

  /** Whether a window may hold just these samples and begin a gap before the first of them. */
  private static boolean canBeginAfterGap(
      List<Point> points, int first, int last, double averageMs, double rangeMs) {
    double earliestEndMs = Math.max(timeMs(points, last), timeMs(points, first - 1) + rangeMs);
    double latestEndMs =
        Math.min(
            timeMs(points, last + 1), timeMs(points, first) - averageMs * LIMIT * 0.999 + rangeMs);
    return earliestEndMs <= latestEndMs;
  }
}
