package io.carillon.common.column;

import io.carillon.common.histogram.HistogramCodec;
import io.carillon.common.histogram.NativeHistogram;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Decides between two samples of one series at one timestamp, the same way everywhere and in any
 * order, so that replicas converge: histogram over float, number over NaN, NaN over staleness
 * marker, then the greater value ({@code Double.compare}, raw bits), histograms by the bytes of
 * their canonical encoding, at last the later start timestamp. A histogram whose sum is the
 * staleness marker ranks as a marker, above the float one.
 */
public final class SampleOrder {
  private static final int RANK_HISTOGRAM = 3;
  private static final int RANK_NUMBER = 2;
  private static final int RANK_NAN = 1;
  private static final int RANK_STALE = 0;

  private SampleOrder() {}

  /**
   * Positive when sample i of {@code a} wins, negative when sample j of {@code b} does, 0 if equal.
   */
  public static int compare(SampleColumn a, int i, SampleColumn b, int j) {
    return compare(
        a.values()[i], a.histogram(i), a.startMs(i), b.values()[j], b.histogram(j), b.startMs(j));
  }

  /** The same over single samples; a null histogram means a float sample. */
  public static int compare(
      double valueA,
      @Nullable NativeHistogram histogramA,
      long startMsA,
      double valueB,
      @Nullable NativeHistogram histogramB,
      long startMsB) {
    int order = Integer.compare(rank(valueA, histogramA), rank(valueB, histogramB));
    if (order != 0) {
      return order;
    }
    if (histogramA != null && histogramB != null) {
      order =
          Arrays.compareUnsigned(
              HistogramCodec.encode(histogramA), HistogramCodec.encode(histogramB));
    } else if (histogramA == null && histogramB == null) {
      order = compareFloats(valueA, valueB);
    } else {
      return histogramA != null ? 1 : -1;
    }
    return order != 0 ? order : Long.compare(startMsA, startMsB);
  }

  private static int compareFloats(double a, double b) {
    int order = Double.compare(a, b);
    return order != 0
        ? order
        : Long.compare(Double.doubleToRawLongBits(a), Double.doubleToRawLongBits(b));
  }

  private static int rank(double value, @Nullable NativeHistogram histogram) {
    if (histogram != null) {
      return StaleMarker.is(histogram.sum()) ? RANK_STALE : RANK_HISTOGRAM;
    }
    if (StaleMarker.is(value)) {
      return RANK_STALE;
    }
    return Double.isNaN(value) ? RANK_NAN : RANK_NUMBER;
  }
}
