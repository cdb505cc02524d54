package io.carillon.querier.function;

import io.carillon.common.histogram.FloatHistogram;
import java.util.ArrayList;
import java.util.List;

/**
 * A bucket of a native histogram.
 *
 * @param count observations in it
 */
public record HistogramBucket(
    double lower, double upper, boolean isLowerInclusive, boolean isUpperInclusive, double count) {
  /**
   * All buckets in ascending order, also empty ones but no empty zero bucket. Where a bucket
   * overlaps the zero bucket it is cut off there.
   */
  public static List<HistogramBucket> of(FloatHistogram h) {
    List<HistogramBucket> result = new ArrayList<>();
    List<HistogramBucket> negative = negative(h);
    for (int i = negative.size() - 1; i >= 0; i--) {
      result.add(negative.get(i).outsideOf(h.zeroThreshold()));
    }
    if (h.zeroCount() > 0) {
      result.add(zero(h));
    }
    for (HistogramBucket bucket : positive(h)) {
      result.add(bucket.outsideOf(h.zeroThreshold()));
    }
    return result;
  }

  /** Positive buckets as the schema has them, from zero on upwards. */
  static List<HistogramBucket> positive(FloatHistogram h) {
    BucketCounts counts = BucketCounts.of(h.positiveSpans(), h.positiveCounts());
    boolean isCustom = HistogramBounds.isCustom(h.schema());
    List<HistogramBucket> result = new ArrayList<>(counts.size());
    for (int i = 0; i < counts.size(); i++) {
      int index = counts.index(i);
      double lower = HistogramBounds.upper(index - 1, h.schema(), h.customValues());
      double upper = HistogramBounds.upper(index, h.schema(), h.customValues());
      boolean isLowerInclusive = isCustom ? index == 0 : lower < 0;
      result.add(
          new HistogramBucket(
              lower, upper, isLowerInclusive, isCustom || upper > 0, counts.count(i)));
    }
    return result;
  }

  /** Negative buckets as the schema has them, from zero on downwards. */
  static List<HistogramBucket> negative(FloatHistogram h) {
    BucketCounts counts = BucketCounts.of(h.negativeSpans(), h.negativeCounts());
    List<HistogramBucket> result = new ArrayList<>(counts.size());
    for (int i = 0; i < counts.size(); i++) {
      double lower = -HistogramBounds.exponential(counts.index(i), h.schema());
      double upper = -HistogramBounds.exponential(counts.index(i) - 1, h.schema());
      result.add(new HistogramBucket(lower, upper, lower < 0, upper > 0, counts.count(i)));
    }
    return result;
  }

  static HistogramBucket zero(FloatHistogram h) {
    return new HistogramBucket(-h.zeroThreshold(), h.zeroThreshold(), true, true, h.zeroCount());
  }

  private HistogramBucket outsideOf(double zeroThreshold) {
    if (upper < 0 && upper > -zeroThreshold) {
      return withBounds(lower, -zeroThreshold);
    }
    if (lower > 0 && lower < zeroThreshold) {
      return withBounds(zeroThreshold, upper);
    }
    return this;
  }

  /** The zero bucket of a histogram with buckets on one side only ends at zero. */
  HistogramBucket oneSided(FloatHistogram h) {
    boolean hasNegative = h.negativeCounts().length > 0;
    boolean hasPositive = h.positiveCounts().length > 0;
    if (hasNegative == hasPositive) {
      return this;
    }
    return hasPositive ? withBounds(0, upper) : withBounds(lower, 0);
  }

  HistogramBucket withBounds(double newLower, double newUpper) {
    return new HistogramBucket(newLower, newUpper, isLowerInclusive, isUpperInclusive, count);
  }

  /** The part of a finite bucket's width below a value within it. */
  double fractionBelow(double value, boolean isLinear) {
    if (isLinear) {
      return (value - lower) / (upper - lower);
    }
    double logLower = GoMath.log2(Math.abs(lower));
    double logUpper = GoMath.log2(Math.abs(upper));
    double logValue = GoMath.log2(Math.abs(value));
    return value > 0
        ? (logValue - logLower) / (logUpper - logLower)
        : 1 - ((logValue - logUpper) / (logLower - logUpper));
  }

  /** As {@code (1,2]:3}. */
  @Override
  public String toString() {
    return (isLowerInclusive ? "[" : "(")
        + GoFormat.general(lower)
        + ","
        + GoFormat.general(upper)
        + (isUpperInclusive ? "]" : ")")
        + ":"
        + GoFormat.general(count);
  }
}
