package io.carillon.deploy.e2e;

import io.carillon.common.column.StaleMarker;
import io.carillon.querier.fuzz.ExprParts;
import io.carillon.querier.fuzz.FuzzData;
import io.carillon.querier.fuzz.FuzzSeries;
import io.carillon.querier.fuzz.Point;
import io.carillon.querier.parser.Expr;
import java.util.List;

/** Whether the zero of a counter may lie where the versions extrapolate to different points. */
final class Extrapolation {
  private static final double LIMIT = 1.1;

  private Extrapolation() {}

  /** Whether it may for any window over any series; over a subquery it may always. */
  static boolean mayDiffer(Expr.Call call, FuzzData data) {
    return ExprParts.children(call).stream()
        .anyMatch(
            arg ->
                !(arg instanceof Expr.MatrixSelector matrix)
                    || data.matching(matrix.vector().matchers()).stream()
                        .anyMatch(Extrapolation::mayDiffer));
  }

  private static boolean mayDiffer(FuzzSeries series) {
    List<Point> points =
        series.points().stream().filter(point -> !StaleMarker.is(point.value())).toList();
    for (int first = 0; first < points.size(); first++) {
      double gapMs =
          first == 0
              ? Double.MAX_VALUE
              : points.get(first).timeMs() - points.get(first - 1).timeMs();
      double increase = 0;
      for (int last = first + 1; last < points.size(); last++) {
        double before = points.get(last - 1).value();
        double value = points.get(last).value();
        increase += value < before ? value : value - before;
        double sampledMs = points.get(last).timeMs() - points.get(first).timeMs();
        double averageMs = sampledMs / (last - first);
        double toZeroMs = sampledMs * points.get(first).value() / increase;
        boolean isBehindGap = gapMs >= averageMs * LIMIT * 0.999;
        boolean isBetween =
            toZeroMs > averageMs / 2 * 0.999 && toZeroMs < averageMs * LIMIT * 1.001;
        if (isBehindGap && isBetween) {
          return true;
        }
      }
    }
    return false;
  }
}
