package io.carillon.ingester.service;

import io.carillon.common.column.StaleMarker;
import io.carillon.common.histogram.BucketSpan;
import io.carillon.common.histogram.CounterResetHint;
import io.carillon.common.histogram.FloatHistogram;
import io.carillon.common.histogram.IntegerHistogram;
import io.carillon.common.histogram.NativeHistogram;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;

/** Histograms of all kinds, each from a seed. */
final class TestingHistograms {
  private TestingHistograms() {}

  /** The histogram of a seed: most of one layout, integer or float, of custom buckets, stale. */
  static NativeHistogram of(long seed) {
    RandomGenerator random = new SplittableRandom(seed);
    boolean isCustom = random.nextInt(4) == 0;
    List<BucketSpan> positive = spans(random, isCustom);
    List<BucketSpan> negative =
        isCustom || random.nextInt(3) > 0 ? List.of() : spans(random, false);
    double sum = random.nextInt(20) == 0 ? StaleMarker.VALUE : random.nextInt(100_000) / 8.0;
    return random.nextBoolean()
        ? integer(random, isCustom, sum, positive, negative)
        : floats(random, isCustom, sum, positive, negative);
  }

  private static IntegerHistogram integer(
      RandomGenerator random,
      boolean isCustom,
      double sum,
      List<BucketSpan> positive,
      List<BucketSpan> negative) {
    return new IntegerHistogram(
        CounterResetHint.of(random.nextInt(4)),
        schema(random, isCustom),
        isCustom ? 0 : 0.001,
        isCustom ? 0 : random.nextInt(50),
        random.nextInt(10) == 0 ? random.nextLong() : random.nextInt(100_000),
        sum,
        positive,
        deltas(random, positive),
        negative,
        deltas(random, negative),
        bounds(isCustom, positive));
  }

  private static FloatHistogram floats(
      RandomGenerator random,
      boolean isCustom,
      double sum,
      List<BucketSpan> positive,
      List<BucketSpan> negative) {
    return new FloatHistogram(
        CounterResetHint.of(random.nextInt(4)),
        schema(random, isCustom),
        isCustom ? 0 : 0.001,
        isCustom ? 0 : random.nextDouble(),
        random.nextDouble() * 1000,
        sum,
        positive,
        counts(random, positive),
        negative,
        counts(random, negative),
        bounds(isCustom, positive));
  }

  private static int schema(RandomGenerator random, boolean isCustom) {
    return isCustom ? NativeHistogram.CUSTOM_BUCKETS_SCHEMA : random.nextInt(-4, 9);
  }

  private static List<BucketSpan> spans(RandomGenerator random, boolean isCustom) {
    if (isCustom || random.nextInt(4) > 0) {
      return List.of(new BucketSpan(0, 4));
    }
    List<BucketSpan> spans = new ArrayList<>();
    spans.add(new BucketSpan(random.nextInt(-20, 20), random.nextInt(1, 5)));
    for (int i = random.nextInt(3); i > 0; i--) {
      spans.add(new BucketSpan(random.nextInt(1, 9), random.nextInt(0, 4)));
    }
    return spans;
  }

  private static int buckets(List<BucketSpan> spans) {
    return spans.stream().mapToInt(BucketSpan::length).sum();
  }

  private static long[] deltas(RandomGenerator random, List<BucketSpan> spans) {
    long[] deltas = new long[buckets(spans)];
    long count = 0;
    for (int i = 0; i < deltas.length; i++) {
      long next = random.nextInt(1000);
      deltas[i] = next - count;
      count = next;
    }
    return deltas;
  }

  private static double[] counts(RandomGenerator random, List<BucketSpan> spans) {
    return random.doubles(buckets(spans), 0, 1000).toArray();
  }

  private static double[] bounds(boolean isCustom, List<BucketSpan> spans) {
    double[] bounds = new double[isCustom ? buckets(spans) : 0];
    for (int i = 0; i < bounds.length; i++) {
      bounds[i] = 0.25 * (i + 1);
    }
    return bounds;
  }
}
