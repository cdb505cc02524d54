package io.carillon.querier.fuzz;

import io.carillon.common.column.StaleMarker;
import io.carillon.common.histogram.FloatHistogram;
import org.jspecify.annotations.Nullable;

/**
 * A sample.
 *
 * @param value without meaning beside a histogram
 * @param histogram null for a float
 */
public record Point(long timeMs, double value, @Nullable FloatHistogram histogram) {
  /** A float. */
  public static Point of(long timeMs, double value) {
    return new Point(timeMs, value, null);
  }

  /** Whether it says that the series ends here. */
  boolean isStale() {
    return StaleMarker.is(histogram == null ? value : histogram.sum());
  }
}
