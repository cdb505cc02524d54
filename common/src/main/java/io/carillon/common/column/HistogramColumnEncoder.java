package io.carillon.common.column;

import io.carillon.common.bytes.ByteWriter;
import io.carillon.common.histogram.FloatHistogram;
import io.carillon.common.histogram.IntegerHistogram;
import io.carillon.common.histogram.NativeHistogram;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Packs histograms in columns, as {@link HistogramColumnCodec} describes. */
final class HistogramColumnEncoder {
  private final List<HistogramLayout> layouts = new ArrayList<>();
  private final List<int[]> columnsOfLayouts = new ArrayList<>();
  private final Map<ByteBuffer, Integer> numbersOfLayouts = new HashMap<>();
  private final Map<HistogramLayout.Bucket, Integer> columnsOfBuckets = new LinkedHashMap<>();

  private final LongColumn which = new LongColumn();
  private final DoubleColumn floats = new DoubleColumn();
  private final LongColumn hints = new LongColumn();
  private final DoubleColumn sums = new DoubleColumn();
  private final LongColumn integerZeros = new LongColumn();
  private final DoubleColumn floatZeros = new DoubleColumn();
  private final LongColumn integerRests = new LongColumn();
  private final DoubleColumn floatCounts = new DoubleColumn();

  /** One for each bucket, of one kind or the other. */
  private final List<Column> buckets = new ArrayList<>();

  private HistogramColumnEncoder() {}

  /** Takes all samples; null when they have too little in common. */
  static @Nullable HistogramColumnEncoder of(
      @Nullable NativeHistogram[] histograms, double[] values) {
    HistogramColumnEncoder encoder = new HistogramColumnEncoder();
    int[] layoutOf = new int[values.length];
    if (!encoder.findLayouts(histograms, layoutOf)) {
      return null;
    }
    for (int i = 0; i < values.length; i++) {
      NativeHistogram histogram = histograms[i];
      encoder.which.add(histogram == null ? 0 : layoutOf[i] + 1L);
      if (histogram == null) {
        encoder.floats.add(values[i]);
      } else {
        encoder.add(histogram, encoder.columnsOfLayouts.get(layoutOf[i]));
      }
    }
    return encoder;
  }

  private boolean findLayouts(@Nullable NativeHistogram[] histograms, int[] layoutOf) {
    long counts = 0;
    long layoutBuckets = 0;
    int current = -1;
    for (int i = 0; i < layoutOf.length; i++) {
      NativeHistogram histogram = histograms[i];
      if (histogram != null) {
        if (current < 0 || !layouts.get(current).fits(histogram)) {
          int known = layouts.size();
          current = layoutNumber(HistogramLayout.of(histogram));
          layoutBuckets += layouts.size() > known ? layouts.get(current).buckets() : 0;
        }
        counts += layouts.get(current).buckets();
        layoutOf[i] = current;
      }
      if (counts > HistogramColumnCodec.MAX_COUNTS
          || layoutBuckets > HistogramColumnCodec.MAX_LAYOUT_BUCKETS
          || layouts.size() > HistogramColumnCodec.MAX_LAYOUTS) {
        return false;
      }
    }
    return true;
  }

  private int layoutNumber(HistogramLayout layout) {
    ByteWriter bytes = new ByteWriter(64);
    layout.encode(bytes);
    ByteBuffer key = ByteBuffer.wrap(bytes.toByteArray());
    Integer known = numbersOfLayouts.putIfAbsent(key, layouts.size());
    if (known != null) {
      return known;
    }
    layouts.add(layout);
    columnsOfLayouts.add(
        layout.listBuckets().stream()
            .mapToInt(bucket -> columnsOfBuckets.computeIfAbsent(bucket, this::newColumn))
            .toArray());
    return layouts.size() - 1;
  }

  private int newColumn(HistogramLayout.Bucket bucket) {
    buckets.add(bucket.isInteger() ? new LongColumn() : new DoubleColumn());
    return buckets.size() - 1;
  }

  private void add(NativeHistogram histogram, int[] columns) {
    hints.add(histogram.resetHint().number());
    sums.add(histogram.sum());
    switch (histogram) {
      case IntegerHistogram h -> {
        integerZeros.add(h.zeroCount());
        int negativeFrom = h.positiveDeltas().length;
        long counts =
            addDeltas(h.positiveDeltas(), columns, 0)
                + addDeltas(h.negativeDeltas(), columns, negativeFrom);
        integerRests.add(h.count() - h.zeroCount() - counts);
      }
      case FloatHistogram h -> {
        floatZeros.add(h.zeroCount());
        floatCounts.add(h.count());
        addCounts(h.positiveCounts(), columns, 0);
        addCounts(h.negativeCounts(), columns, h.positiveCounts().length);
      }
    }
  }

  private long addDeltas(long[] deltas, int[] columns, int from) {
    long count = 0;
    long sum = 0;
    for (int i = 0; i < deltas.length; i++) {
      count += deltas[i];
      sum += count;
      ((LongColumn) buckets.get(columns[from + i])).add(count);
    }
    return sum;
  }

  private void addCounts(double[] counts, int[] columns, int from) {
    for (int i = 0; i < counts.length; i++) {
      ((DoubleColumn) buckets.get(columns[from + i])).add(counts[i]);
    }
  }

  void encode(ByteWriter out) {
    out.putUvarint(layouts.size());
    for (HistogramLayout layout : layouts) {
      layout.encode(out);
    }
    for (Column column :
        List.of(which, floats, hints, sums, integerZeros, floatZeros, integerRests, floatCounts)) {
      column.encode(out);
    }
    for (Column column : buckets) {
      column.encode(out);
    }
  }

  /** Numbers over time. */
  private sealed interface Column {
    void encode(ByteWriter out);
  }

  private static final class LongColumn implements Column {
    private long[] numbers = new long[16];
    private int size;

    void add(long number) {
      if (size == numbers.length) {
        numbers = Arrays.copyOf(numbers, 2 * size);
      }
      numbers[size++] = number;
    }

    @Override
    public void encode(ByteWriter out) {
      IntegerCodec.encode(numbers, size, out);
    }
  }

  private static final class DoubleColumn implements Column {
    private double[] numbers = new double[16];
    private int size;

    void add(double number) {
      if (size == numbers.length) {
        numbers = Arrays.copyOf(numbers, 2 * size);
      }
      numbers[size++] = number;
    }

    @Override
    public void encode(ByteWriter out) {
      FloatCodec.encode(numbers, size, out);
    }
  }
}
