package io.carillon.querier.function;

import io.carillon.common.column.SampleColumn;
import io.carillon.common.column.StaleMarker;
import io.carillon.common.histogram.FloatHistogram;
import io.carillon.common.histogram.NativeHistogram;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The samples of a series over which windows slide: floats and histograms apart, each in time
 * order, without staleness markers.
 *
 * @param floatStartsMs start timestamps of the floats, 0 where unknown; null when all are
 * @param histogramStartsMs the same of the histograms
 */
@SuppressWarnings("ArrayRecordComponent") // Columns of numbers; identity is never asked.
public record WindowSamples(
    long[] floatTimesMs,
    double[] floatValues,
    long @Nullable [] floatStartsMs,
    long[] histogramTimesMs,
    FloatHistogram[] histograms,
    long @Nullable [] histogramStartsMs) {
  private static final FloatHistogram[] NO_HISTOGRAMS = {};
  private static final long[] NO_TIMES = {};

  /** Floats alone, in time order. */
  public static WindowSamples floats(long[] timesMs, double[] values) {
    return new WindowSamples(timesMs, values, null, NO_TIMES, NO_HISTOGRAMS, null);
  }

  /** Samples without start timestamps. */
  public WindowSamples(
      long[] floatTimesMs,
      double[] floatValues,
      long[] histogramTimesMs,
      FloatHistogram[] histograms) {
    this(floatTimesMs, floatValues, null, histogramTimesMs, histograms, null);
  }

  /** The samples of a column in time order. */
  public static WindowSamples of(SampleColumn column) {
    if (column.histograms() == null) {
      return floats(column);
    }
    int size = column.size();
    int[] floats = new int[size];
    int[] histogramsAt = new int[size];
    FloatHistogram[] histograms = new FloatHistogram[size];
    int floatCount = 0;
    int histogramCount = 0;
    for (int i = 0; i < size; i++) {
      NativeHistogram histogram = column.histogram(i);
      if (histogram == null) {
        if (!StaleMarker.is(column.values()[i])) {
          floats[floatCount++] = i;
        }
      } else if (!StaleMarker.is(histogram.sum())) {
        histograms[histogramCount] = histogram.toFloat();
        histogramsAt[histogramCount++] = i;
      }
    }
    int[] floatRows = Arrays.copyOf(floats, floatCount);
    int[] histogramRows = Arrays.copyOf(histogramsAt, histogramCount);
    return new WindowSamples(
        pick(column.timestampsMs(), floatRows),
        pick(column.values(), floatRows),
        pickStarts(column, floatRows),
        pick(column.timestampsMs(), histogramRows),
        Arrays.copyOf(histograms, histogramCount),
        pickStarts(column, histogramRows));
  }

  private static WindowSamples floats(SampleColumn column) {
    int kept = 0;
    for (double value : column.values()) {
      if (!StaleMarker.is(value)) {
        kept++;
      }
    }
    if (kept == column.size()) {
      return new WindowSamples(
          column.timestampsMs(), column.values(), column.startMs(), NO_TIMES, NO_HISTOGRAMS, null);
    }
    int[] rows = new int[kept];
    for (int i = 0, j = 0; i < column.size(); i++) {
      if (!StaleMarker.is(column.values()[i])) {
        rows[j++] = i;
      }
    }
    return new WindowSamples(
        pick(column.timestampsMs(), rows),
        pick(column.values(), rows),
        pickStarts(column, rows),
        NO_TIMES,
        NO_HISTOGRAMS,
        null);
  }

  private static long @Nullable [] pickStarts(SampleColumn column, int[] rows) {
    long[] startsMs = column.startMs();
    return startsMs == null ? null : pick(startsMs, rows);
  }

  private static long[] pick(long[] column, int[] rows) {
    long[] picked = new long[rows.length];
    for (int i = 0; i < rows.length; i++) {
      picked[i] = column[rows[i]];
    }
    return picked;
  }

  private static double[] pick(double[] column, int[] rows) {
    double[] picked = new double[rows.length];
    for (int i = 0; i < rows.length; i++) {
      picked[i] = column[rows[i]];
    }
    return picked;
  }

  /** Number of samples of both kinds. */
  public int size() {
    return floatValues.length + histograms.length;
  }
}
