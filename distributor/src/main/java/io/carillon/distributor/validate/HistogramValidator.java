package io.carillon.distributor.validate;

import io.carillon.common.histogram.BucketSpan;
import io.carillon.common.histogram.FloatHistogram;
import io.carillon.common.histogram.IntegerHistogram;
import io.carillon.common.histogram.NativeHistogram;
import java.util.List;

/**
 * Checks native histograms as Prometheus does ({@code Validate} in model/histogram/histogram.go,
 * float_histogram.go and generic.go). A staleness marker passes like any histogram whose sum is
 * NaN.
 */
final class HistogramValidator {
  private static final int MIN_EXPONENTIAL_SCHEMA = -4;
  private static final int MAX_EXPONENTIAL_SCHEMA = 8;

  private HistogramValidator() {}

  /** Throws unless the histogram is consistent. */
  static void check(NativeHistogram histogram) throws InvalidSampleException {
    switch (histogram) {
      case IntegerHistogram h -> {
        checkLayout(h, h.positiveDeltas().length, h.negativeDeltas().length, h.zeroCount() == 0);
        checkCounts(h);
      }
      case FloatHistogram h -> {
        checkLayout(h, h.positiveCounts().length, h.negativeCounts().length, h.zeroCount() == 0);
        checkCounts(h);
      }
    }
  }

  private static void checkLayout(
      NativeHistogram h, int positiveBuckets, int negativeBuckets, boolean isZeroBucketEmpty)
      throws InvalidSampleException {
    if (h.schema() == NativeHistogram.CUSTOM_BUCKETS_SCHEMA) {
      checkBounds(h.customValues());
      long reach = checkSpans("positive", h.positiveSpans(), positiveBuckets, true);
      require(
          reach <= h.customValues().length + 1L,
          "custom buckets: " + h.customValues().length + " bounds are too few for " + reach);
      require(isZeroBucketEmpty, "custom buckets: expected a zero count of 0");
      require(h.zeroThreshold() == 0, "custom buckets: expected a zero threshold of 0");
      require(
          h.negativeSpans().isEmpty() && negativeBuckets == 0,
          "custom buckets: expected no negative buckets");
    } else {
      require(
          h.schema() >= MIN_EXPONENTIAL_SCHEMA && h.schema() <= MAX_EXPONENTIAL_SCHEMA,
          "expected a schema of -4 to 8 or -53, got " + h.schema());
      checkSpans("positive", h.positiveSpans(), positiveBuckets, false);
      checkSpans("negative", h.negativeSpans(), negativeBuckets, false);
      require(h.customValues().length == 0, "expected custom bounds only with schema -53");
    }
  }

  private static void checkBounds(double[] bounds) throws InvalidSampleException {
    for (int i = 0; i < bounds.length; i++) {
      require(
          !Double.isNaN(bounds[i]) && bounds[i] != Double.POSITIVE_INFINITY,
          "custom buckets: expected finite bounds, got " + bounds[i]);
      require(i == 0 || bounds[i] > bounds[i - 1], "custom buckets: expected ascending bounds");
    }
  }

  /** Returns how many bucket places the spans reach over. */
  private static long checkSpans(
      String side, List<BucketSpan> spans, int buckets, boolean isFirstOffsetBounded)
      throws InvalidSampleException {
    long spanBuckets = 0;
    long reach = 0;
    for (int i = 0; i < spans.size(); i++) {
      BucketSpan span = spans.get(i);
      require(
          span.offset() >= 0 || (i == 0 && !isFirstOffsetBounded),
          side + " span " + (i + 1) + " has the negative offset " + span.offset());
      spanBuckets += span.length();
      reach += (long) span.length() + span.offset();
    }
    require(
        spanBuckets == buckets,
        side + " spans need " + spanBuckets + " buckets, there are " + buckets);
    return reach;
  }

  private static void checkCounts(IntegerHistogram h) throws InvalidSampleException {
    long found =
        h.zeroCount()
            + sumOfDeltas("positive", h.positiveDeltas())
            + sumOfDeltas("negative", h.negativeDeltas());
    // Observations of NaN are in the count and in no bucket.
    boolean isCountRight =
        Double.isNaN(h.sum()) ? Long.compareUnsigned(found, h.count()) <= 0 : found == h.count();
    require(
        isCountRight,
        "the buckets hold "
            + Long.toUnsignedString(found)
            + " observations, the count is "
            + Long.toUnsignedString(h.count()));
  }

  private static long sumOfDeltas(String side, long[] deltas) throws InvalidSampleException {
    long sum = 0;
    long current = 0;
    for (int i = 0; i < deltas.length; i++) {
      current += deltas[i];
      requireCount(side, i, current >= 0);
      sum += current;
    }
    return sum;
  }

  /** Sums are not compared: what floats lose in adding would refuse good histograms. */
  private static void checkCounts(FloatHistogram h) throws InvalidSampleException {
    for (int i = 0; i < h.positiveCounts().length; i++) {
      requireCount("positive", i, !(h.positiveCounts()[i] < 0));
    }
    for (int i = 0; i < h.negativeCounts().length; i++) {
      requireCount("negative", i, !(h.negativeCounts()[i] < 0));
    }
    require(!(h.zeroCount() < 0), "the zero bucket has a negative count");
    require(!(h.count() < 0), "the count is negative");
  }

  private static void requireCount(String side, int bucket, boolean isNotNegative)
      throws InvalidSampleException {
    require(isNotNegative, side + " bucket " + (bucket + 1) + " has a negative count");
  }

  private static void require(boolean condition, String problem) throws InvalidSampleException {
    if (!condition) {
      throw new InvalidSampleException(RejectionReason.INVALID_HISTOGRAM, "histogram: " + problem);
    }
  }
}
