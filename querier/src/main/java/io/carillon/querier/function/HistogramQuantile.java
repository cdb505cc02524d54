package io.carillon.querier.function;

import io.carillon.common.histogram.FloatHistogram;
import io.carillon.querier.parser.PositionRange;
import java.util.Collections;
import java.util.List;

/**
 * A quantile of a native histogram, after promql/quantile.go: within a bucket of an exponential
 * schema observations are taken to be spread evenly on a logarithmic scale, elsewhere linearly.
 */
public final class HistogramQuantile {
  private final FloatHistogram histogram;

  /** Observations of NaN are in the count only and have to come last: then from below only. */
  private final boolean isFromBelow;

  private final boolean mayHaveNaN;
  private final double rank;
  private final List<HistogramBucket> buckets;

  /** Number of buckets that were walked over. */
  private int next;

  /** The last populated bucket that was walked over, and the observations up to its end. */
  private HistogramBucket bucket = new HistogramBucket(0, 0, false, false, 0);

  private double count;

  private HistogramQuantile(FloatHistogram histogram, double quantile) {
    this.histogram = histogram;
    mayHaveNaN = Double.isNaN(histogram.sum());
    isFromBelow = mayHaveNaN || quantile < 0.5;
    rank = (isFromBelow ? quantile : 1 - quantile) * histogram.count();
    buckets = HistogramBucket.of(histogram);
    if (!isFromBelow) {
      Collections.reverse(buckets);
    }
  }

  /** The quantile; notes go to the position. */
  public static double of(
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
    return new HistogramQuantile(h, quantile).estimate(metricName, annotations, position);
  }

  private double estimate(String metricName, Annotations annotations, PositionRange position) {
    walkToRank();
    if (HistogramBounds.isCustom(histogram.schema())) {
      if (bucket.lower() == Double.NEGATIVE_INFINITY && bucket.upper() <= 0) {
        return bucket.upper();
      }
      if (bucket.lower() == Double.NEGATIVE_INFINITY) {
        bucket = bucket.withBounds(0, bucket.upper());
      } else if (bucket.upper() == Double.POSITIVE_INFINITY) {
        return bucket.lower();
      }
    } else if (bucket.lower() < 0 && bucket.upper() > 0) {
      bucket = bucket.oneSided(histogram);
    }
    count = Math.min(count, histogram.count());
    if (count < rank) {
      if (mayHaveNaN) {
        annotations.quantileOfNaN(metricName, position);
        return Double.NaN;
      }
      return bucket.upper();
    }
    if (mayHaveNaN && countWithRest() < histogram.count()) {
      annotations.quantileSkewedByNaN(metricName, position);
    }
    return interpolate(isFromBelow ? rank - (count - bucket.count()) : count - rank);
  }

  private void walkToRank() {
    while (next < buckets.size()) {
      bucket = buckets.get(next++);
      if (bucket.count() != 0) {
        count += bucket.count();
        if (count >= rank) {
          return;
        }
      }
    }
  }

  /** Observations also in the buckets that were not walked over. */
  private double countWithRest() {
    double total = count;
    for (int i = next; i < buckets.size(); i++) {
      total += buckets.get(i).count();
    }
    return total;
  }

  private double interpolate(double rankInBucket) {
    double fraction = rankInBucket / bucket.count();
    double lower = bucket.lower();
    double upper = bucket.upper();
    if (HistogramBounds.isCustom(histogram.schema()) || (lower <= 0 && upper >= 0)) {
      return lower + (upper - lower) * fraction;
    }
    double logLower = GoMath.log2(Math.abs(lower));
    double logUpper = GoMath.log2(Math.abs(upper));
    return lower > 0
        ? GoMath.exp2(logLower + (logUpper - logLower) * fraction)
        : -GoMath.exp2(logUpper + (logLower - logUpper) * (1 - fraction));
  }
}
