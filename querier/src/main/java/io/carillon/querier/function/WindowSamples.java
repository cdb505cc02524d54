package io.carillon.querier.function;

import io.carillon.common.column.SampleColumn;
import io.carillon.common.column.StaleMarker;
import io.carillon.common.histogram.FloatHistogram;
import io.carillon.common.histogram.NativeHistogram;
import java.util.Arrays;

/**
 * The samples of a series over which windows slide: floats and histograms apart, each in time
 * order, without staleness markers.
 */
@SuppressWarnings("ArrayRecordComponent") // Columns of numbers; identity is never asked.
public record WindowSamples(
    long[] floatTimesMs,
    double[] floatValues,
    long[] histogramTimesMs,
    FloatHistogram[] histograms) {
  private static final FloatHistogram[] NO_HISTOGRAMS = {};
  private static final long[] NO_TIMES = {};

  /** Floats alone, in time order. */
  public static WindowSamples floats(long[] timesMs, double[] values) {
    return new WindowSamples(timesMs, values, NO_TIMES, NO_HISTOGRAMS);
  }

  /** The samples of a column in time order. */
  public static WindowSamples of(SampleColumn column) {
    if (column.histograms() == null) {
      return floats(column);
    }
    int size = column.size();
    long[] floatTimesMs = new long[size];
    double[] floatValues = new double[size];
    long[] histogramTimesMs = new long[size];
    FloatHistogram[] histograms = new FloatHistogram[size];
    int floats = 0;
    int histogramCount = 0;
    for (int i = 0; i < size; i++) {
      NativeHistogram histogram = column.histogram(i);
      if (histogram == null) {
        if (!StaleMarker.is(column.values()[i])) {
          floatTimesMs[floats] = column.timestampsMs()[i];
          floatValues[floats++] = column.values()[i];
        }
      } else if (!StaleMarker.is(histogram.sum())) {
        histogramTimesMs[histogramCount] = column.timestampsMs()[i];
        histograms[histogramCount++] = histogram.toFloat();
      }
    }
    return new WindowSamples(
        Arrays.copyOf(floatTimesMs, floats),
        Arrays.copyOf(floatValues, floats),
        Arrays.copyOf(histogramTimesMs, histogramCount),
        Arrays.copyOf(histograms, histogramCount));
  }

  private static WindowSamples floats(SampleColumn column) {
    long[] timesMs = column.timestampsMs();
    double[] values = column.values();
    int stale = 0;
    for (double value : values) {
      if (StaleMarker.is(value)) {
        stale++;
      }
    }
    if (stale > 0) {
      int kept = values.length - stale;
      timesMs = new long[kept];
      values = new double[kept];
      for (int i = 0, j = 0; i < column.size(); i++) {
        if (!StaleMarker.is(column.values()[i])) {
          timesMs[j] = column.timestampsMs()[i];
          values[j++] = column.values()[i];
        }
      }
    }
    return floats(timesMs, values);
  }

  /** Number of samples of both kinds. */
  public int size() {
    return floatValues.length + histograms.length;
  }
}
