package io.carillon.querier.function;

import io.carillon.common.histogram.FloatHistogram;
import io.carillon.querier.parser.PositionRange;

/** Fraction and variance of native histograms, after promql/quantile.go. */
public final class HistogramEstimates {
  private HistogramEstimates() {}

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
      HistogramBucket bucket = isZeroBucket ? raw.oneSided(h) : raw;
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
