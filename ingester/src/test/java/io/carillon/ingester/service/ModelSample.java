package io.carillon.ingester.service;

import io.carillon.common.column.SampleColumn;
import io.carillon.common.column.StaleMarker;
import io.carillon.common.histogram.HistogramCodec;
import io.carillon.common.histogram.NativeHistogram;
import java.util.Arrays;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/**
 * A sample as the model keeps it. Its order is the rule for two values at one time, written once
 * more from the text: histogram over float, number over NaN, NaN over staleness marker, then the
 * greater one.
 *
 * @param histogram canonical encoding; null for a float
 */
@SuppressWarnings("ArrayRecordComponent") // Compared by compareTo and fits alone.
record ModelSample(double value, byte @Nullable [] histogram, boolean isStale, long startMs)
    implements Comparable<ModelSample> {

  /** The i-th sample of a column. */
  static ModelSample of(SampleColumn column, int i) {
    NativeHistogram histogram = column.histogram(i);
    if (histogram == null) {
      double value = column.values()[i];
      return new ModelSample(value, null, StaleMarker.is(value), column.startMs(i));
    }
    return new ModelSample(
        0, HistogramCodec.encode(histogram), StaleMarker.is(histogram.sum()), column.startMs(i));
  }

  /** Whether the i-th sample of a column is this one, to the last bit. */
  boolean fits(SampleColumn column, int i) {
    if (column.startMs(i) != startMs) {
      return false;
    }
    NativeHistogram other = column.histogram(i);
    return histogram == null
        ? other == null && bits(column.values()[i]) == bits(value)
        : other != null && Arrays.equals(histogram, HistogramCodec.encode(other));
  }

  @Override
  public int compareTo(ModelSample other) {
    int order = Integer.compare(rank(), other.rank());
    if (order == 0) {
      order = Boolean.compare(histogram != null, other.histogram != null);
    }
    if (order == 0) {
      order =
          histogram != null && other.histogram != null
              ? Arrays.compareUnsigned(histogram, other.histogram)
              : compareFloats(value, other.value);
    }
    return order != 0 ? order : Long.compare(startMs, other.startMs);
  }

  private static int compareFloats(double a, double b) {
    int order = Double.compare(a, b);
    return order != 0 ? order : Long.compare(bits(a), bits(b));
  }

  private int rank() {
    if (isStale) {
      return 0;
    }
    if (histogram != null) {
      return 3;
    }
    return Double.isNaN(value) ? 1 : 2;
  }

  private static long bits(double value) {
    return Double.doubleToRawLongBits(value);
  }

  /** One word, for messages and for files of expected content. */
  @Override
  public String toString() {
    String content =
        histogram == null
            ? "f" + HexFormat.of().toHexDigits(bits(value))
            : "h" + HexFormat.of().formatHex(histogram);
    return content + "@" + startMs;
  }
}
