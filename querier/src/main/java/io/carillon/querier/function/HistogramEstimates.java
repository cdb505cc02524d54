package io.carillon.querier.function;

import io.carillon.common.histogram.FloatHistogram;
import io.carillon.querier.parser.PositionRange;
import java.util.Collections;
import java.util.List;

/** Quantile, fraction and variance of native histograms, after promql/quantile.go. */
public final class HistogramEstimates {
  private HistogramEstimates() {}

  /** The quantile; notes go to the position. */
  public static double quantile(
      double quantile,
      FloatHistogram h,
      String metricName,
      Annotations annotations,
      PositionRange position) {
    if (quantile < 0) {
      return Double.NEGATIVE_INFINITY;
    }
    if (quantile > 1) {
      return Double.POSITIVE_INFINITY;
    }
    if (h.count() == 0 || Double.isNaN(quantile)) {
      return Double.NaN;
    }
    // Observations of NaN are in the count only, so they have to come last.
    boolean isForward = Double.isNaN(h.sum()) || quantile < 0.5;
    List<HistogramBucket> buckets = HistogramBucket.of(h);
    if (!isForward) {
      Collections.reverse(buckets);
    }
    double rank = (isForward ? quantile : 1 - quantile) * h.count();
    HistogramBucket bucket = new HistogramBucket(0, 0, false, false, 0);
    double count = 0;
    int next = 0;
    while (next < buckets.size()) {
      bucket = buckets.get(next++);
      if (bucket.count() == 0) {
        continue;
      }
      count += bucket.count();
      if (count >= rank) {
        break;
      }
    }
    if (HistogramBounds.isCustom(h.schema())) {
      if (bucket.lower() == Double.NEGATIVE_INFINITY) {
        if (bucket.upper() <= 0) {
          return bucket.upper();
        }
        bucket = bucket.withBounds(0, bucket.upper());
      } else if (bucket.upper() == Double.POSITIVE_INFINITY) {
        return bucket.lower();
      }
    } else if (bucket.lower() < 0 && bucket.upper() > 0) {
      bucket = oneSided(bucket, h);
    }
    count = Math.min(count, h.count());
    if (count < rank) {
      if (Double.isNaN(h.sum())) {
        annotations.quantileOfNaN(metricName, position);
        return Double.NaN;
      }
      return bucket.upper();
    }
    rank = isForward ? rank - (count - bucket.count()) : count - rank;
    if (Double.isNaN(h.sum())) {
      double total = count;
      for (; next < buckets.size(); next++) {
        total += buckets.get(next).count();
      }
      if (total < h.count()) {
        annotations.quantileSkewedByNaN(metricName, position);
      }
    }
    return interpolate(bucket, rank, h);
  }

  /** The zero bucket of a histogram with buckets on one side only ends at zero. */
  private static HistogramBucket oneSided(HistogramBucket zero, FloatHistogram h) {
    boolean hasNegative = h.negativeCounts().length > 0;
    boolean hasPositive = h.positiveCounts().length > 0;
    if (!hasNegative && hasPositive) {
      return zero.withBounds(0, zero.upper());
    }
    return hasNegative && !hasPositive ? zero.withBounds(zero.lower(), 0) : zero;
  }

  private static double interpolate(HistogramBucket bucket, double rank, FloatHistogram h) {
    double fraction = rank / bucket.count();
    double lower = bucket.lower();
    double upper = bucket.upper();
    if (HistogramBounds.isCustom(h.schema()) || (lower <= 0 && upper >= 0)) {
      return lower + (upper - lower) * fraction;
    }
    double logLower = GoMath.log2(Math.abs(lower));
    double logUpper = GoMath.log2(Math.abs(upper));
    return lower > 0
        ? GoMath.exp2(logLower + (logUpper - logLower) * fraction)
        : -GoMath.exp2(logUpper + (logLower - logUpper) * (1 - fraction));
  }

  /** The fraction of observations between two bounds; notes go to the position. */
  public static double fraction(
      double lower,
      double upper,
      FloatHistogram h,
      String metricName,
      Annotations annotations,
      PositionRange position) {
    if (h.count() == 0 || Double.isNaN(lower) || Double.isNaN(upper)) {
      return Double.NaN;
    }
    if (lower >= upper) {
      return 0;
    }
    double total = h.count();
    if (Double.isNaN(h.sum())) {
      total = 0;
      for (HistogramBucket bucket : HistogramBucket.of(h)) {
        total += bucket.count();
      }
      if (total < h.count()) {
        annotations.fractionWithoutNaN(metricName, position);
      }
    }
    return (rankAt(upper, total, h) - rankAt(lower, total, h)) / h.count();
  }

  /** How many observations lie below a value. */
  private static double rankAt(double value, double total, FloatHistogram h) {
    boolean isCustom = HistogramBounds.isCustom(h.schema());
    double rank = 0;
    for (HistogramBucket raw : HistogramBucket.of(h)) {
      boolean isZeroBucket = raw.lower() <= 0 && raw.upper() >= 0;
      HistogramBucket bucket = isZeroBucket ? oneSided(raw, h) : raw;
      if (bucket.lower() >= value) {
        return rank > total ? total : rank;
      }
      if (bucket.upper() > value) {
        double below =
            (isCustom || isZeroBucket) && bucket.lower() == Double.NEGATIVE_INFINITY
                ? bucket.count()
                : rank + bucket.count() * bucket.fractionBelow(value, isCustom || isZeroBucket);
        return below > total ? total : below;
      }
      rank += bucket.count();
    }
    return total;
  }

  /** The estimated variance. */
  public static double variance(FloatHistogram h) {
    double mean = h.sum() / h.count();
    boolean isCustom = HistogramBounds.isCustom(h.schema());
    KahanSum variance = new KahanSum();
    for (HistogramBucket bucket : HistogramBucket.of(h)) {
      if (bucket.count() == 0) {
        continue;
      }
      double delta = representative(bucket, isCustom) - mean;
      variance.add(bucket.count() * delta * delta);
    }
    return variance.total() / h.count();
  }

  private static double representative(HistogramBucket bucket, boolean isCustom) {
    if (isCustom) {
      return (bucket.upper() + bucket.lower()) / 2.0;
    }
    if (bucket.lower() <= 0 && bucket.upper() >= 0) {
      return 0;
    }
    double geometricMean = Math.sqrt(bucket.upper() * bucket.lower());
    return bucket.upper() < 0 ? -geometricMean : geometricMean;
  }
}
