package io.carillon.common.column;

import io.carillon.common.histogram.NativeHistogram;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Grows a {@link SampleColumn}; the optional columns appear when first needed. Not thread-safe. */
public final class SampleColumnBuilder {
  private long[] timestampsMs;
  private double[] values;
  private @Nullable NativeHistogram @Nullable [] histograms;
  private long @Nullable [] startMs;
  private int size;

  public SampleColumnBuilder(int capacity) {
    timestampsMs = new long[Math.max(1, capacity)];
    values = new double[timestampsMs.length];
  }

  /** Appends a float sample. */
  public void addFloat(long timestampMs, double value) {
    add(timestampMs, value, null, 0);
  }

  /**
   * Appends a sample.
   *
   * @param histogram null for a float sample
   * @param sampleStartMs 0 when unknown
   */
  public void add(
      long timestampMs, double value, @Nullable NativeHistogram histogram, long sampleStartMs) {
    ensureCapacity(size + 1);
    timestampsMs[size] = timestampMs;
    values[size] = value;
    if (histogram != null) {
      if (histograms == null) {
        histograms = new NativeHistogram[timestampsMs.length];
      }
      histograms[size] = histogram;
    }
    if (sampleStartMs != 0) {
      if (startMs == null) {
        startMs = new long[timestampsMs.length];
      }
      startMs[size] = sampleStartMs;
    }
    size++;
  }

  /** Appends the i-th sample of a column. */
  public void add(SampleColumn column, int i) {
    add(column.timestampsMs()[i], column.values()[i], column.histogram(i), column.startMs(i));
  }

  /** Appends all samples of a column. */
  public void addAll(SampleColumn column) {
    addRange(column, 0, column.size());
  }

  /** Appends the samples of a column from one index up to, not including, another. */
  void addRange(SampleColumn column, int from, int to) {
    int added = to - from;
    ensureCapacity(size + added);
    System.arraycopy(column.timestampsMs(), from, timestampsMs, size, added);
    System.arraycopy(column.values(), from, values, size, added);
    @Nullable NativeHistogram[] addedHistograms = column.histograms();
    if (addedHistograms != null) {
      if (histograms == null) {
        histograms = new NativeHistogram[timestampsMs.length];
      }
      System.arraycopy(addedHistograms, from, histograms, size, added);
    }
    long[] addedStartMs = column.startMs();
    if (addedStartMs != null) {
      if (startMs == null) {
        startMs = new long[timestampsMs.length];
      }
      System.arraycopy(addedStartMs, from, startMs, size, added);
    }
    size += added;
  }

  public int size() {
    return size;
  }

  /** What was added. */
  public SampleColumn build() {
    if (size == timestampsMs.length) {
      // No copy: what is added later goes to new arrays.
      return new SampleColumn(timestampsMs, values, histograms, startMs);
    }
    return new SampleColumn(
        Arrays.copyOf(timestampsMs, size),
        Arrays.copyOf(values, size),
        histograms == null ? null : Arrays.copyOf(histograms, size),
        startMs == null ? null : Arrays.copyOf(startMs, size));
  }

  private void ensureCapacity(int needed) {
    if (needed <= timestampsMs.length) {
      return;
    }
    int capacity = Math.max(needed, timestampsMs.length * 2);
    timestampsMs = Arrays.copyOf(timestampsMs, capacity);
    values = Arrays.copyOf(values, capacity);
    if (histograms != null) {
      histograms = Arrays.copyOf(histograms, capacity);
    }
    if (startMs != null) {
      startMs = Arrays.copyOf(startMs, capacity);
    }
  }
}
