package io.carillon.common.column;

import io.carillon.common.bytes.ByteReader;
import io.carillon.common.histogram.CounterResetHint;
import io.carillon.common.histogram.FloatHistogram;
import io.carillon.common.histogram.IntegerHistogram;
import io.carillon.common.histogram.NativeHistogram;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Unpacks histograms in columns, as {@link HistogramColumnCodec} describes. */
final class HistogramColumnDecoder {
  private final ByteReader in;
  private final int count;
  private final List<HistogramLayout> layouts = new ArrayList<>();
  private final List<int[]> columnsOfLayouts = new ArrayList<>();
  private final List<HistogramLayout.Bucket> buckets = new ArrayList<>();
  private final long[] which;

  /** Number of histograms that have a bucket. */
  private int[] bucketSizes = {};

  private int integerCount;
  private int floatCount;

  HistogramColumnDecoder(ByteReader in, int count) {
    this.in = in;
    this.count = count;
    readLayouts();
    which = integers(count);
    countHistograms();
  }

  private void readLayouts() {
    int number = in.readCount(13);
    Map<HistogramLayout.Bucket, Integer> columns = new HashMap<>();
    long layoutBuckets = 0;
    for (int i = 0; i < number; i++) {
      HistogramLayout layout = HistogramLayout.decode(in);
      layoutBuckets += (long) layout.positiveBuckets() + layout.negativeBuckets();
      // Each bucket is a column, and none takes less than a byte.
      if (layoutBuckets > HistogramColumnCodec.MAX_LAYOUT_BUCKETS
          || layout.buckets() > in.remaining()) {
        throw ColumnCodec.corrupt("too many buckets");
      }
      int[] places = new int[layout.buckets()];
      int place = 0;
      for (HistogramLayout.Bucket bucket : layout.listBuckets()) {
        places[place++] = columns.computeIfAbsent(bucket, this::newColumn);
      }
      layouts.add(layout);
      columnsOfLayouts.add(places);
    }
  }

  private int newColumn(HistogramLayout.Bucket bucket) {
    buckets.add(bucket);
    return buckets.size() - 1;
  }

  private void countHistograms() {
    int[] uses = new int[layouts.size()];
    long counts = 0;
    for (int i = 0; i < count; i++) {
      if (which[i] < 0 || which[i] > layouts.size()) {
        throw ColumnCodec.corrupt("unknown layout " + which[i]);
      }
      if (which[i] > 0) {
        int number = (int) which[i] - 1;
        uses[number]++;
        counts += layouts.get(number).buckets();
      }
    }
    if (counts > HistogramColumnCodec.MAX_COUNTS) {
      throw ColumnCodec.corrupt(counts + " counts of buckets");
    }
    bucketSizes = new int[buckets.size()];
    for (int number = 0; number < uses.length; number++) {
      for (int column : columnsOfLayouts.get(number)) {
        bucketSizes[column] += uses[number];
      }
      if (layouts.get(number).isInteger()) {
        integerCount += uses[number];
      } else {
        floatCount += uses[number];
      }
    }
  }

  void into(@Nullable NativeHistogram[] histograms, double[] values) {
    int histogramCount = integerCount + floatCount;
    double[] floats = FloatCodec.decode(in, count - histogramCount);
    long[] hints = integers(histogramCount);
    double[] sums = FloatCodec.decode(in, histogramCount);
    Assembly assembly = new Assembly();
    int nextFloat = 0;
    int next = 0;
    for (int i = 0; i < count; i++) {
      if (which[i] == 0) {
        values[i] = floats[nextFloat++];
      } else {
        int layout = (int) which[i] - 1;
        histograms[i] = assembly.next(layout, hint(hints[next]), sums[next]);
        next++;
      }
    }
  }

  private static CounterResetHint hint(long number) {
    if (number < 0 || number >= CounterResetHint.values().length) {
      throw ColumnCodec.corrupt("unknown reset hint " + number);
    }
    return CounterResetHint.of((int) number);
  }

  private long[] integers(int size) {
    long[] numbers = new long[size];
    IntegerCodec.decode(in, size, size, numbers);
    return numbers;
  }

  /** All numbers of both kinds of histograms; puts them together in the order of time. */
  private final class Assembly {
    private final long[] integerZeros = integers(integerCount);
    private final double[] floatZeros = FloatCodec.decode(in, floatCount);
    private final long[] integerRests = integers(integerCount);
    private final double[] floatCounts = FloatCodec.decode(in, floatCount);
    private final long[][] integerBuckets = new long[buckets.size()][];
    private final double[][] floatBuckets = new double[buckets.size()][];
    private final int[] nextOfBuckets = new int[buckets.size()];
    private int nextInteger;
    private int nextFloat;

    Assembly() {
      for (int i = 0; i < nextOfBuckets.length; i++) {
        if (buckets.get(i).isInteger()) {
          integerBuckets[i] = integers(bucketSizes[i]);
        } else {
          floatBuckets[i] = FloatCodec.decode(in, bucketSizes[i]);
        }
      }
    }

    NativeHistogram next(int number, CounterResetHint hint, double sum) {
      HistogramLayout layout = layouts.get(number);
      int[] columns = columnsOfLayouts.get(number);
      return layout.isInteger()
          ? nextInteger(layout, columns, hint, sum)
          : nextFloat(layout, columns, hint, sum);
    }

    private IntegerHistogram nextInteger(
        HistogramLayout layout, int[] columns, CounterResetHint hint, double sum) {
      long zeroCount = integerZeros[nextInteger];
      long[] positive = nextCounts(columns, 0, layout.positiveBuckets());
      long[] negative = nextCounts(columns, positive.length, layout.negativeBuckets());
      long total =
          integerRests[nextInteger++] + zeroCount + toDeltas(positive) + toDeltas(negative);
      return new IntegerHistogram(
          hint,
          layout.schema(),
          layout.zeroThreshold(),
          zeroCount,
          total,
          sum,
          layout.positiveSpans(),
          positive,
          layout.negativeSpans(),
          negative,
          layout.customValues());
    }

    private FloatHistogram nextFloat(
        HistogramLayout layout, int[] columns, CounterResetHint hint, double sum) {
      double[] positive = new double[layout.positiveBuckets()];
      double[] negative = new double[layout.negativeBuckets()];
      for (int i = 0; i < columns.length; i++) {
        double bucketCount = floatBuckets[columns[i]][nextOfBuckets[columns[i]]++];
        if (i < positive.length) {
          positive[i] = bucketCount;
        } else {
          negative[i - positive.length] = bucketCount;
        }
      }
      return new FloatHistogram(
          hint,
          layout.schema(),
          layout.zeroThreshold(),
          floatZeros[nextFloat],
          floatCounts[nextFloat++],
          sum,
          layout.positiveSpans(),
          positive,
          layout.negativeSpans(),
          negative,
          layout.customValues());
    }

    private long[] nextCounts(int[] columns, int from, int size) {
      long[] counts = new long[size];
      for (int i = 0; i < size; i++) {
        int column = columns[from + i];
        counts[i] = integerBuckets[column][nextOfBuckets[column]++];
      }
      return counts;
    }

    /** Makes deltas of counts; gives the sum of the counts. */
    private static long toDeltas(long[] counts) {
      long sum = 0;
      long previous = 0;
      for (int i = 0; i < counts.length; i++) {
        long count = counts[i];
        sum += count;
        counts[i] = count - previous;
        previous = count;
      }
      return sum;
    }
  }
}
