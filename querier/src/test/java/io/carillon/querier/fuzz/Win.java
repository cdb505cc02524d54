package io.carillon.querier.fuzz;

import io.carillon.common.labels.Labels;
import io.carillon.querier.parser.PositionRange;
import io.carillon.querier.parser.RangeExtension;
import java.util.List;

/**
 * The samples of one series in a window, for one step.
 *
 * @param floats in time order
 * @param histograms in time order
 * @param startMs the time just before the window
 * @param endMs its last time
 * @param args values of the scalar arguments
 * @param position where notes point to
 */
@SuppressWarnings("ArrayRecordComponent")
record Win(
    Labels labels,
    boolean dropsName,
    List<Point> floats,
    List<Point> histograms,
    long startMs,
    long endMs,
    long stepTimeMs,
    RangeExtension extension,
    double[] args,
    PositionRange position) {
  String name() {
    return labels.metricName();
  }

  double rangeSeconds() {
    return (endMs - startMs) / 1000.0;
  }

  int size() {
    return floats.size() + histograms.size();
  }
}
