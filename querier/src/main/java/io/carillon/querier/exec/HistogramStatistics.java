package io.carillon.querier.exec;

import io.carillon.common.column.SampleColumn;
import io.carillon.common.column.SampleColumnBuilder;
import io.carillon.common.column.StaleMarker;
import io.carillon.common.histogram.CounterResetHint;
import io.carillon.common.histogram.FloatHistogram;
import io.carillon.common.histogram.NativeHistogram;
import io.carillon.querier.function.HistogramResets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Histograms without their buckets, for queries that only want counts and sums. What the buckets
 * tell about resets goes into the hints first, as Prometheus' HistogramStatsIterator does.
 */
final class HistogramStatistics {
  private static final double[] NONE = {};

  private HistogramStatistics() {}

  /** The column with histograms that only have hint, schema, count and sum. */
  static SampleColumn of(SampleColumn column) {
    if (column.histograms() == null) {
      return column;
    }
    SampleColumnBuilder builder = new SampleColumnBuilder(column.size());
    FloatHistogram previous = null;
    for (int i = 0; i < column.size(); i++) {
      NativeHistogram sample = column.histogram(i);
      if (sample == null) {
        builder.add(column, i);
        continue;
      }
      FloatHistogram histogram = sample.toFloat();
      boolean isStale = StaleMarker.is(histogram.sum());
      CounterResetHint hint = isStale ? histogram.resetHint() : hint(histogram, previous);
      builder.add(column.timestampsMs()[i], 0, statistics(histogram, hint), column.startMs(i));
      previous = isStale ? previous : histogram;
    }
    return builder.build();
  }

  private static CounterResetHint hint(
      FloatHistogram histogram, @Nullable FloatHistogram previous) {
    if (histogram.resetHint() != CounterResetHint.UNKNOWN || previous == null) {
      return histogram.resetHint();
    }
    return HistogramResets.isReset(histogram, previous)
        ? CounterResetHint.RESET
        : CounterResetHint.NOT_RESET;
  }

  private static FloatHistogram statistics(FloatHistogram h, CounterResetHint hint) {
    return new FloatHistogram(
        hint, h.schema(), 0, 0, h.count(), h.sum(), List.of(), NONE, List.of(), NONE, NONE);
  }
}
