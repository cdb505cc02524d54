package io.carillon.ingester.shard;

import io.carillon.common.column.SampleColumn;
import io.carillon.common.column.SampleMerger;
import io.carillon.common.histogram.BucketSpan;
import io.carillon.common.histogram.NativeHistogram;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Samples that are no floats in order: late ones, histograms, those with start timestamps. On the
 * Java heap, in columns each in time order; columns of like size are merged, so that a series has
 * few of them. Guarded by the shard's lock; columns never change.
 */
final class SlowSamples {
  private static final int SAMPLE_BYTES = 16;

  /** A column, its arrays and its place in the map. */
  private static final int COLUMN_BYTES = 150;

  /** A histogram sample with its spans, next to its buckets. */
  private static final int HISTOGRAM_BYTES = 250;

  private final Map<Integer, List<SampleColumn>> byRef = new HashMap<>();
  private long sizeBytes;

  /** Adds a column in time order with unique times. */
  void add(int ref, SampleColumn column) {
    List<SampleColumn> columns = byRef.computeIfAbsent(ref, _ -> new ArrayList<>(2));
    SampleColumn added = column;
    sizeBytes += bytes(column);
    while (!columns.isEmpty() && columns.getLast().size() <= added.size()) {
      SampleColumn before = columns.removeLast();
      sizeBytes -= bytes(before) + bytes(added);
      added = SampleMerger.merge(List.of(before, added));
      sizeBytes += bytes(added);
    }
    columns.add(added);
  }

  /** The columns of a series; none when it has none. */
  List<SampleColumn> columns(int ref) {
    List<SampleColumn> columns = byRef.get(ref);
    return columns == null ? List.of() : List.copyOf(columns);
  }

  boolean contains(int ref) {
    return !byRef.isEmpty() && byRef.containsKey(ref);
  }

  boolean isEmpty() {
    return byRef.isEmpty();
  }

  /** Bytes of memory, roughly. */
  long sizeBytes() {
    return sizeBytes;
  }

  private static long bytes(SampleColumn column) {
    long bytes = COLUMN_BYTES + (long) SAMPLE_BYTES * column.size();
    if (column.startMs() != null) {
      bytes += (long) Long.BYTES * column.size();
    }
    if (column.histograms() != null) {
      for (int i = 0; i < column.size(); i++) {
        NativeHistogram histogram = column.histogram(i);
        bytes += histogram == null ? 0 : bytes(histogram);
      }
    }
    return bytes;
  }

  private static long bytes(NativeHistogram histogram) {
    long slots = histogram.customValues().length;
    int spans = histogram.positiveSpans().size() + histogram.negativeSpans().size();
    for (BucketSpan span : histogram.positiveSpans()) {
      slots += span.length();
    }
    for (BucketSpan span : histogram.negativeSpans()) {
      slots += span.length();
    }
    return HISTOGRAM_BYTES + 32L * spans + 8 * slots;
  }
}
