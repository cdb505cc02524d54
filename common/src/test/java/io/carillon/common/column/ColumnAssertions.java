package io.carillon.common.column;

import static org.assertj.core.api.Assertions.assertThat;

import io.carillon.common.histogram.HistogramCodec;
import io.carillon.common.histogram.NativeHistogram;
import java.util.Arrays;

/** Comparison of columns bit by bit. */
public final class ColumnAssertions {
  private ColumnAssertions() {}

  /** Fails unless both have the same samples, NaN payloads and start timestamps included. */
  public static void assertSameSamples(SampleColumn actual, SampleColumn expected) {
    assertThat(actual.timestampsMs()).isEqualTo(expected.timestampsMs());
    for (int i = 0; i < expected.size(); i++) {
      if (!isSameSample(actual, expected, i)) {
        throw new AssertionError(
            "sample " + i + ": expected " + describe(expected, i) + ", got " + describe(actual, i));
      }
    }
  }

  private static boolean isSameSample(SampleColumn a, SampleColumn b, int i) {
    NativeHistogram histogramA = a.histogram(i);
    NativeHistogram histogramB = b.histogram(i);
    if (a.startMs(i) != b.startMs(i)) {
      return false;
    }
    if (histogramA == null || histogramB == null) {
      return (histogramA == null) == (histogramB == null)
          && Double.doubleToRawLongBits(a.values()[i]) == Double.doubleToRawLongBits(b.values()[i]);
    }
    return Arrays.equals(HistogramCodec.encode(histogramA), HistogramCodec.encode(histogramB));
  }

  private static String describe(SampleColumn column, int i) {
    return "{start "
        + column.startMs(i)
        + ", bits "
        + Long.toHexString(Double.doubleToRawLongBits(column.values()[i]))
        + ", "
        + column.histogram(i)
        + "}";
  }
}
