package io.carillon.common.column;

import io.carillon.common.histogram.NativeHistogram;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Samples of one series in columns of equal length.
 *
 * @param timestampsMs milliseconds since the epoch; ascending and unique unless a producer says
 *     otherwise
 * @param values raw float bits matter; without meaning where there is a histogram
 * @param histograms null when all samples are floats; else an entry for each sample, null for
 *     floats
 * @param startMs start timestamps in milliseconds, 0 where unknown; null when all are unknown
 */
@SuppressWarnings("ArrayRecordComponent") // Columns of numbers; identity is never asked.
public record SampleColumn(
    long[] timestampsMs,
    double[] values,
    @Nullable NativeHistogram @Nullable [] histograms,
    long @Nullable [] startMs) {
  /** Memory of a time and a float. */
  static final long BYTES_PER_SAMPLE = 16;

  /** No samples. */
  public static final SampleColumn EMPTY = floats(new long[0], new double[0]);

  public SampleColumn {
    int n = timestampsMs.length;
    if (values.length != n
        || (histograms != null && histograms.length != n)
        || (startMs != null && startMs.length != n)) {
      throw new IllegalArgumentException("expected columns of one length");
    }
  }

  /**
   * A column of any kind. The same as the constructor, whose parameters lose their nullness in
   * class files, so that a checker in another module refuses null there.
   */
  public static SampleColumn of(
      long[] timestampsMs,
      double[] values,
      @Nullable NativeHistogram @Nullable [] histograms,
      long @Nullable [] startMs) {
    return new SampleColumn(timestampsMs, values, histograms, startMs);
  }

  /** A column of floats. */
  public static SampleColumn floats(long[] timestampsMs, double[] values) {
    return new SampleColumn(timestampsMs, values, null, null);
  }

  /** Number of samples. */
  public int size() {
    return timestampsMs.length;
  }

  /** The i-th sample's histogram, or null when it is a float. */
  public @Nullable NativeHistogram histogram(int i) {
    return histograms == null ? null : histograms[i];
  }

  /** The i-th sample's start timestamp in milliseconds, 0 when unknown. */
  public long startMs(int i) {
    return startMs == null ? 0 : startMs[i];
  }

  /** The same samples, all start timestamps unknown. */
  public SampleColumn withoutStarts() {
    return startMs == null ? this : new SampleColumn(timestampsMs, values, histograms, null);
  }

  /** Samples with minMs <= time <= maxMs of a column in time order. */
  public SampleColumn slice(long minMs, long maxMs) {
    int from = firstAtOrAfter(timestampsMs, minMs);
    int to = maxMs == Long.MAX_VALUE ? size() : firstAtOrAfter(timestampsMs, maxMs + 1);
    if (from == 0 && to == size()) {
      return this;
    }
    if (from >= to) {
      return EMPTY;
    }
    return copyOfRange(from, to);
  }

  /** A copy of the samples from one index up to, not including, another. */
  SampleColumn copyOfRange(int from, int to) {
    return new SampleColumn(
        Arrays.copyOfRange(timestampsMs, from, to),
        Arrays.copyOfRange(values, from, to),
        histograms == null ? null : Arrays.copyOfRange(histograms, from, to),
        startMs == null ? null : Arrays.copyOfRange(startMs, from, to));
  }

  /** Index of the first time at or after another, of times in order. */
  static int firstAtOrAfter(long[] timestampsMs, long ms) {
    int found = Arrays.binarySearch(timestampsMs, ms);
    return found >= 0 ? found : -found - 1;
  }
}
