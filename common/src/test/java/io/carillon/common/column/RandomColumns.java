package io.carillon.common.column;

import io.carillon.common.histogram.BucketSpan;
import io.carillon.common.histogram.CounterResetHint;
import io.carillon.common.histogram.FloatHistogram;
import io.carillon.common.histogram.IntegerHistogram;
import io.carillon.common.histogram.NativeHistogram;
import java.util.List;
import java.util.SplittableRandom;

/** Columns with everything that a sample may have, the same for the same seed. */
public final class RandomColumns {
  private static final double[] SPECIAL = {
    0.0,
    -0.0,
    Double.NaN,
    Double.longBitsToDouble(0x7ff8000000000001L),
    Double.longBitsToDouble(0xfff8dead0000beefL),
    StaleMarker.VALUE,
    Double.POSITIVE_INFINITY,
    Double.NEGATIVE_INFINITY,
    Double.MIN_VALUE,
    Double.MAX_VALUE,
    1.5
  };

  private final SplittableRandom random;

  public RandomColumns(long seed) {
    random = new SplittableRandom(seed);
  }

  /** A column in time order with unique times, of up to {@code maxSize} samples, at least one. */
  public SampleColumn column(int maxSize) {
    int size = 1 + random.nextInt(maxSize);
    boolean hasHistograms = random.nextInt(3) == 0;
    boolean hasStarts = random.nextInt(3) == 0;
    SampleColumnBuilder out = new SampleColumnBuilder(size);
    long timestampMs = random.nextLong(-1_000_000, 1_700_000_000_000L);
    for (int i = 0; i < size; i++) {
      timestampMs += random.nextInt(5) == 0 ? 1 + random.nextLong(1L << 35) : 15_000;
      long startMs = hasStarts && random.nextBoolean() ? timestampMs - random.nextLong(1000) : 0;
      if (hasHistograms && random.nextBoolean()) {
        out.add(timestampMs, 0, histogram(), startMs);
      } else {
        out.add(timestampMs, value(), null, startMs);
      }
    }
    return out.build();
  }

  /** Any float, often one of those that are easily lost. */
  public double value() {
    return switch (random.nextInt(3)) {
      case 0 -> SPECIAL[random.nextInt(SPECIAL.length)];
      case 1 -> random.nextInt(100);
      default -> Double.longBitsToDouble(random.nextLong());
    };
  }

  /** A histogram of any kind. */
  public NativeHistogram histogram() {
    boolean isCustom = random.nextInt(3) == 0;
    int schema = isCustom ? NativeHistogram.CUSTOM_BUCKETS_SCHEMA : random.nextInt(-4, 9);
    double[] bounds = isCustom ? new double[] {0.1, 1, 10, value()} : new double[0];
    CounterResetHint hint = CounterResetHint.of(random.nextInt(4));
    List<BucketSpan> positive =
        List.of(new BucketSpan(random.nextInt(-9, 9), 2), new BucketSpan(3, 1));
    List<BucketSpan> negative = isCustom ? List.of() : List.of(new BucketSpan(0, 1));
    if (random.nextBoolean()) {
      return new IntegerHistogram(
          hint,
          schema,
          value(),
          random.nextLong(),
          random.nextLong(),
          value(),
          positive,
          new long[] {random.nextLong(), -random.nextInt(1 << 20), 7},
          negative,
          new long[negative.size()],
          bounds);
    }
    return new FloatHistogram(
        hint,
        schema,
        value(),
        value(),
        value(),
        value(),
        positive,
        new double[] {value(), value(), value()},
        negative,
        new double[negative.size()],
        bounds);
  }
}
