package io.carillon.ingester.head;

import io.carillon.common.column.ColumnFrame;
import io.carillon.common.column.SampleColumn;
import io.carillon.common.column.SampleMerger;
import io.carillon.common.column.SampleOrder;
import io.carillon.common.histogram.BucketSpan;
import io.carillon.common.histogram.NativeHistogram;
import io.carillon.common.labels.Labels;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A series in memory. Labels and reference are immutable; what the log knows of it belongs to the
 * log's lock, samples to the head's.
 */
public final class HeadSeries {
  private static final int INITIAL_CAPACITY = 4;

  /** Object, array headers, hash table and list entries of a series, measured roughly. */
  static final int BASE_BYTES = 280;

  private static final int SAMPLE_BYTES = 16;

  /** A histogram sample with its spans, next to its buckets. */
  private static final int HISTOGRAM_BYTES = 250;

  private final int ref;
  private final Labels labels;

  /** Generation of the log in which the reference was last explained; guarded by the log's lock. */
  private long namedInGeneration = -1;

  // Guarded by the head's lock. Below size the arrays never change.
  private int number = -1;
  private long[] timestampsMs = new long[INITIAL_CAPACITY];
  private double[] values = new double[INITIAL_CAPACITY];
  private @Nullable NativeHistogram @Nullable [] histograms;
  private long @Nullable [] startMs;
  private int size;

  HeadSeries(int ref, Labels labels) {
    this.ref = ref;
    this.labels = labels;
  }

  /** Number of the series in this head; means nothing in another one. */
  public int ref() {
    return ref;
  }

  public Labels labels() {
    return labels;
  }

  /**
   * Whether the log has to be told what the reference means; the caller then does so. Under the
   * log's lock.
   */
  public boolean needsNaming(long generation) {
    boolean needed = namedInGeneration != generation;
    namedInGeneration = generation;
    return needed;
  }

  /** Whether the series is in the index. */
  boolean isVisible() {
    return number >= 0;
  }

  /** Notes under which number the series is in the index. */
  void becomeVisible(int indexNumber) {
    number = indexNumber;
  }

  /**
   * Adds samples in ascending order of time.
   *
   * @return bytes of memory that it took
   */
  long append(SampleColumn column) {
    if (column.size() == 0) {
      return 0;
    }
    int capacity = timestampsMs.length;
    int from = firstAtOrAfter(column.timestampsMs()[0]);
    if (from < size) {
      mergeFrom(from, column);
    } else {
      copyToEnd(column);
    }
    return (long) SAMPLE_BYTES * (timestampsMs.length - capacity) + histogramBytes(column);
  }

  /** What the series has now; never changes. */
  Snapshot snapshot() {
    return new Snapshot(
        number, labels, SampleColumn.of(timestampsMs, values, histograms, startMs), size);
  }

  long minMs() {
    return timestampsMs[0];
  }

  long maxMs() {
    return timestampsMs[size - 1];
  }

  /** Whether there is a sample and the span of time from the first to the last meets a range. */
  boolean overlaps(long fromMs, long toMs) {
    return size > 0 && minMs() <= toMs && fromMs <= maxMs();
  }

  private void copyToEnd(SampleColumn column) {
    ensureCapacity(size + column.size());
    int added = column.size();
    System.arraycopy(column.timestampsMs(), 0, timestampsMs, size, added);
    System.arraycopy(column.values(), 0, values, size, added);
    @Nullable NativeHistogram[] addedHistograms = column.histograms();
    if (addedHistograms != null) {
      if (histograms == null) {
        histograms = new NativeHistogram[timestampsMs.length];
      }
      System.arraycopy(addedHistograms, 0, histograms, size, added);
    }
    long[] addedStartMs = column.startMs();
    if (addedStartMs != null) {
      if (startMs == null) {
        startMs = new long[timestampsMs.length];
      }
      System.arraycopy(addedStartMs, 0, startMs, size, added);
    }
    size += added;
  }

  /** Late samples: everything from an index on is merged into new arrays. */
  private void mergeFrom(int from, SampleColumn column) {
    if (column.size() == 1 && isCovered(from, column)) {
      return;
    }
    SampleColumn tail = SampleMerger.merge(snapshot().between(from, size).column(), column);
    int capacity = Math.max(timestampsMs.length, from + tail.size());
    timestampsMs = Arrays.copyOf(Arrays.copyOf(timestampsMs, from), capacity);
    values = Arrays.copyOf(Arrays.copyOf(values, from), capacity);
    histograms =
        histograms == null ? null : Arrays.copyOf(Arrays.copyOf(histograms, from), capacity);
    startMs = startMs == null ? null : Arrays.copyOf(Arrays.copyOf(startMs, from), capacity);
    size = from;
    copyToEnd(tail);
  }

  /** Whether the sample at an index has the time of the only sample of a column and wins. */
  private boolean isCovered(int index, SampleColumn column) {
    return timestampsMs[index] == column.timestampsMs()[0]
        && SampleOrder.compare(
                values[index],
                histograms == null ? null : histograms[index],
                startMs == null ? 0 : startMs[index],
                column.values()[0],
                column.histogram(0),
                column.startMs(0))
            >= 0;
  }

  private int firstAtOrAfter(long timestampMs) {
    if (size == 0 || timestampsMs[size - 1] < timestampMs) {
      return size;
    }
    int found = Arrays.binarySearch(timestampsMs, 0, size, timestampMs);
    return found >= 0 ? found : -found - 1;
  }

  private void ensureCapacity(int needed) {
    if (needed <= timestampsMs.length) {
      return;
    }
    int capacity = Math.max(needed, timestampsMs.length * 2);
    timestampsMs = Arrays.copyOf(timestampsMs, capacity);
    values = Arrays.copyOf(values, capacity);
    histograms = histograms == null ? null : Arrays.copyOf(histograms, capacity);
    startMs = startMs == null ? null : Arrays.copyOf(startMs, capacity);
  }

  private static long histogramBytes(SampleColumn column) {
    long bytes = 0;
    for (int i = 0; i < column.size(); i++) {
      NativeHistogram histogram = column.histogram(i);
      if (histogram != null) {
        int spans = histogram.positiveSpans().size() + histogram.negativeSpans().size();
        bytes += HISTOGRAM_BYTES + 32L * spans + 8L * bucketSlots(histogram);
      }
    }
    return bytes;
  }

  private static long bucketSlots(NativeHistogram histogram) {
    long slots = histogram.customValues().length;
    for (BucketSpan span : histogram.positiveSpans()) {
      slots += span.length();
    }
    for (BucketSpan span : histogram.negativeSpans()) {
      slots += span.length();
    }
    return slots;
  }

  /**
   * A series as it was at one moment.
   *
   * @param number of the series in the index
   * @param samples in order up to the size; behind it, anything
   * @param size samples that count
   */
  record Snapshot(int number, Labels labels, SampleColumn samples, int size) {
    /** The samples in a range of time; null when there are none. */
    ColumnFrame.@Nullable Part part(long minMs, long maxMs) {
      int from = lowerBound(minMs);
      int to = maxMs == Long.MAX_VALUE ? size : lowerBound(maxMs + 1);
      return from < to ? between(from, to) : null;
    }

    private ColumnFrame.Part between(int from, int to) {
      return new ColumnFrame.Part(samples, from, to);
    }

    private int lowerBound(long timestampMs) {
      int found = Arrays.binarySearch(samples.timestampsMs(), 0, size, timestampMs);
      return found >= 0 ? found : -found - 1;
    }
  }
}
