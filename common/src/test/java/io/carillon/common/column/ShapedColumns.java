package io.carillon.common.column;

import io.carillon.common.histogram.BucketSpan;
import io.carillon.common.histogram.CounterResetHint;
import io.carillon.common.histogram.FloatHistogram;
import io.carillon.common.histogram.IntegerHistogram;
import io.carillon.common.histogram.NativeHistogram;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/** Columns that go on over time as real ones do, for codecs that make use of it. */
final class ShapedColumns {
  private static final int SHAPES = 15;
  private static final int TIME_SHAPES = 6;

  private final SplittableRandom random;
  private final RandomColumns any;

  ShapedColumns(long seed) {
    random = new SplittableRandom(seed);
    any = new RandomColumns(seed);
  }

  /** A column of up to {@code maxSize} samples, at least one, some with histograms or starts. */
  SampleColumn column(int maxSize) {
    int size = 1 + random.nextInt(maxSize);
    long[] timestampsMs = times(size);
    long[] startMs = random.nextInt(4) == 0 ? starts(timestampsMs) : null;
    if (random.nextInt(4) == 0) {
      @Nullable NativeHistogram[] histograms = histograms(size);
      double[] values = values(size);
      for (int i = 0; random.nextBoolean() && i < size; i++) {
        if (random.nextInt(5) == 0) {
          histograms[i] = null;
        }
      }
      return SampleColumn.of(timestampsMs, values, histograms, startMs);
    }
    return SampleColumn.of(timestampsMs, values(size), null, startMs);
  }

  /** Timestamps in order, unique. */
  long[] times(int size) {
    int shape = random.nextInt(TIME_SHAPES);
    long intervalMs = 1L + random.nextInt(60_000);
    long[] timestampsMs = new long[size];
    long nowMs = random.nextLong(-1_000_000, 1_700_000_000_000L);
    for (int i = 0; i < size; i++) {
      nowMs +=
          switch (shape) {
            case 0, 1, 2 -> intervalMs;
            case 3 -> random.nextInt(20) == 0 ? intervalMs * (2 + random.nextInt(5)) : intervalMs;
            case 4 -> 1 + random.nextInt(1000);
            default -> 1 + (random.nextLong() >>> (20 + random.nextInt(40)));
          };
      boolean isLate = shape == 1 || shape == 3;
      timestampsMs[i] = nowMs + (isLate ? random.nextLong(Math.min(5, intervalMs)) : 0);
    }
    return timestampsMs;
  }

  private long[] starts(long[] timestampsMs) {
    long[] startMs = new long[timestampsMs.length];
    int shape = random.nextInt(3);
    long currentMs = timestampsMs[0] - 77;
    for (int i = 0; i < startMs.length; i++) {
      if (shape == 0 && random.nextInt(10) == 0) {
        currentMs = timestampsMs[i];
      }
      startMs[i] = shape == 1 ? timestampsMs[i] - 15_000 : currentMs;
      if (shape == 2 && random.nextBoolean()) {
        startMs[i] = 0;
      }
    }
    return startMs;
  }

  /** Values of one shape, sometimes with other ones here and there. */
  double[] values(int size) {
    double[] values = shaped(random.nextInt(SHAPES), size);
    if (random.nextInt(3) == 0) {
      int rarity = 1 + random.nextInt(30);
      double odd = random.nextBoolean() ? StaleMarker.VALUE : any.value();
      for (int i = 0; i < size; i++) {
        if (random.nextInt(rarity) == 0) {
          values[i] = random.nextInt(3) == 0 ? any.value() : odd;
        }
      }
    }
    return values;
  }

  private double[] shaped(int shape, int size) {
    double[] values = new double[size];
    double power = Math.pow(10, random.nextInt(17));
    long scale = 1L << random.nextInt(50);
    long current = random.nextLong(-scale, scale + 1);
    for (int i = 0; i < size; i++) {
      long noise = random.nextLong(scale);
      boolean isBurst = shape > 12 && i / 30 % 3 == 0;
      current += shape < 3 ? noise : shape < 11 ? 0 : isBurst ? 5 * noise : noise >> 4;
      values[i] =
          switch (shape) {
            case 0 -> current;
            case 1, 2 -> current / power;
            case 3 -> power;
            case 4 -> Double.longBitsToDouble(scale);
            case 5 -> noise / power;
            case 6 -> random.nextInt(10) == 0 ? noise : i == 0 ? 0 : values[i - 1];
            case 7 -> (i * scale / 7 + random.nextInt(4)) / power;
            case 8 -> random.nextDouble();
            case 9 -> (float) random.nextGaussian() * scale;
            case 10 -> noise * 4096.0;
            case 11, 12 -> current * 0.001;
            case 13 -> current;
            default -> any.value();
          };
      if (shape == 0 && random.nextInt(50) == 0) {
        current = random.nextInt(3);
      }
    }
    return values;
  }

  /** Histograms that mostly grow from one to the next. */
  NativeHistogram[] histograms(int size) {
    NativeHistogram[] histograms = new NativeHistogram[size];
    boolean isInteger = random.nextBoolean();
    long[] counts = new long[1 + random.nextInt(12)];
    int schema = random.nextInt(-4, 9);
    double sum = 0;
    for (int i = 0; i < size; i++) {
      if (random.nextInt(20) == 0) {
        counts = Arrays.copyOf(counts, 1 + random.nextInt(12));
      }
      if (random.nextInt(40) == 0) {
        isInteger = random.nextBoolean();
      }
      for (int bucket = 0; bucket < counts.length; bucket++) {
        counts[bucket] += random.nextInt(5);
      }
      sum += random.nextInt(100) / 8.0;
      histograms[i] =
          random.nextInt(60) == 0 ? any.histogram() : histogram(isInteger, schema, counts, sum);
    }
    return histograms;
  }

  private NativeHistogram histogram(boolean isInteger, int schema, long[] counts, double sum) {
    List<BucketSpan> spans = new ArrayList<>(List.of(new BucketSpan(-2, counts.length)));
    if (random.nextInt(50) == 0) {
      spans.add(new BucketSpan(random.nextInt(-3, 3), random.nextInt(2)));
    }
    CounterResetHint hint = CounterResetHint.of(random.nextInt(30) == 0 ? 1 : 2);
    long count = Arrays.stream(counts).sum() + 3;
    double[] bounds = random.nextInt(50) == 0 ? new double[] {1, any.value()} : new double[] {1};
    if (!isInteger) {
      double[] floats = Arrays.stream(counts).mapToDouble(n -> n / 4.0).toArray();
      return new FloatHistogram(
          hint, schema, 0.5, 3, count, sum, spans, floats, List.of(), new double[0], bounds);
    }
    long[] deltas = counts.clone();
    for (int i = deltas.length - 1; i > 0; i--) {
      deltas[i] -= deltas[i - 1];
    }
    return new IntegerHistogram(
        hint, schema, 0.5, 3, count, sum, spans, deltas, List.of(), new long[0], bounds);
  }
}
