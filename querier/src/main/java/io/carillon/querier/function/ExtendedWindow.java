package io.carillon.querier.function;

import io.carillon.common.column.SampleColumn;
import io.carillon.common.column.SampleColumnBuilder;

/**
 * The samples that an anchored or smoothed range vector shows: both of its edges and what is
 * between.
 */
public final class ExtendedWindow {
  private ExtendedWindow() {}

  /**
   * Samples of a window with values made up for its edges.
   *
   * @param floats in time order, from a lookback before the window on, when smoothed to a lookback
   *     after it
   * @param startMs the time just before the window
   * @param endMs its last time
   * @return no samples when none is within
   */
  public static SampleColumn of(SampleColumn floats, long startMs, long endMs, boolean isSmoothed) {
    long[] timesMs = floats.timestampsMs();
    double[] values = floats.values();
    int last = floats.size() - 1;
    int first = 0;
    while (first < last && timesMs[first] <= startMs) {
      first++;
    }
    first = Math.max(0, first - 1);
    int afterEnd = 0;
    while (isSmoothed && afterEnd < last && timesMs[afterEnd] < endMs) {
      afterEnd++;
    }
    last = isSmoothed ? afterEnd : last;
    if (last < 0 || timesMs[last] <= startMs) {
      return SampleColumn.EMPTY;
    }
    boolean interpolatesLeft = isSmoothed && timesMs[first] < startMs;
    boolean interpolatesRight = isSmoothed && last > 0 && timesMs[last] > endMs;
    double left = interpolatesLeft ? at(floats, first, startMs) : values[first];
    double right = interpolatesRight ? at(floats, last - 1, endMs) : values[last];
    SampleColumnBuilder builder = new SampleColumnBuilder(last - first + 3);
    builder.addFloat(startMs, left);
    for (int i = first; i <= last; i++) {
      if (timesMs[i] > startMs && timesMs[i] < endMs) {
        builder.addFloat(timesMs[i], values[i]);
      }
    }
    builder.addFloat(endMs, right);
    return builder.build();
  }

  private static double at(SampleColumn floats, int i, long timeMs) {
    return Interpolation.between(
        floats.timestampsMs()[i],
        floats.values()[i],
        floats.timestampsMs()[i + 1],
        floats.values()[i + 1],
        timeMs,
        false);
  }
}
