package io.carillon.querier.function;

import io.carillon.common.histogram.FloatHistogram;
import java.util.List;

/**
 * The operators {@code </} and {@code >/}: a native histogram with the observations below or above
 * a number only, after TrimBuckets of Prometheus' float_histogram.go.
 */
public final class HistogramTrim {
  private final double limit;
  private final boolean keepsBelow;
  private final boolean isCustom;
  private double count;
  private double sum;
  private boolean isTrimmed;

  private HistogramTrim(double limit, boolean keepsBelow, boolean isCustom) {
    this.limit = limit;
    this.keepsBelow = keepsBelow;
    this.isCustom = isCustom;
  }

  /** What is kept of a bucket, and the value that stands for it. */
  private record Kept(double count, double midpoint) {}

  /** Trims; what lies in a bucket around the limit is interpolated. */
  public static FloatHistogram trim(FloatHistogram h, double limit, boolean keepsBelow) {
    HistogramTrim trim = new HistogramTrim(limit, keepsBelow, HistogramBounds.isCustom(h.schema()));
    BucketCounts positive = BucketCounts.of(h.positiveSpans(), h.positiveCounts());
    BucketCounts negative = BucketCounts.of(h.negativeSpans(), h.negativeCounts());
    boolean hasPositive = trim.trim(HistogramBucket.positive(h), positive, true);
    boolean hasNegative = trim.trim(HistogramBucket.negative(h), negative, false);
    double zeroCount = h.zeroCount();
    if (zeroCount > 0) {
      Kept kept = trim.keepOfZero(HistogramBucket.zero(h), hasNegative, hasPositive);
      trim.isTrimmed |= zeroCount != kept.count();
      zeroCount = kept.count();
      trim.keep(kept);
    }
    if (!trim.isTrimmed) {
      return h;
    }
    positive.compact(false);
    negative.compact(false);
    return new FloatHistogram(
        h.resetHint(),
        h.schema(),
        h.zeroThreshold(),
        zeroCount,
        trim.count,
        trim.sum,
        positive.spans(),
        positive.counts(),
        negative.spans(),
        negative.counts(),
        h.customValues());
  }

  private void keep(Kept kept) {
    count += kept.count();
    sum += kept.midpoint() * kept.count();
  }

  /** Trims one side; whether it had any observations. */
  private boolean trim(List<HistogramBucket> buckets, BucketCounts counts, boolean isPositive) {
    boolean hasAny = false;
    for (int i = 0; i < buckets.size(); i++) {
      HistogramBucket bucket = buckets.get(i);
      if (bucket.count() == 0) {
        continue;
      }
      hasAny = true;
      boolean isInside = keepsBelow ? bucket.upper() <= limit : bucket.lower() >= limit;
      boolean isAround = keepsBelow ? bucket.lower() < limit : bucket.upper() > limit;
      if (isInside) {
        double midpoint = midpoint(bucket.lower(), bucket.upper(), isPositive);
        keep(new Kept(bucket.count(), midpoint));
      } else if (isAround) {
        Kept kept = keepOf(bucket, isPositive);
        keep(kept);
        isTrimmed |= counts.count(i) != kept.count();
        counts.setCount(i, kept.count());
      } else {
        counts.setCount(i, 0);
        isTrimmed = true;
      }
    }
    return hasAny;
  }

  private Kept keepOf(HistogramBucket bucket, boolean isPositive) {
    if (bucket.lower() == Double.NEGATIVE_INFINITY) {
      return keepsBelow ? keepBelowOfLowest(bucket) : keepAboveOfLowest(bucket);
    }
    if (bucket.upper() == Double.POSITIVE_INFINITY) {
      return !keepsBelow && limit >= bucket.lower()
          ? new Kept(bucket.count(), limit)
          : new Kept(0, zeroIfInfinite(bucket.lower()));
    }
    double below = below(bucket);
    return keepsBelow
        ? new Kept(below, midpoint(bucket.lower(), limit, isPositive))
        : new Kept(bucket.count() - below, midpoint(limit, bucket.upper(), isPositive));
  }

  /** A lowest bucket that ends above 0 counts as starting there. */
  private Kept keepBelowOfLowest(HistogramBucket bucket) {
    double upper = bucket.upper();
    if (limit >= upper) {
      return new Kept(bucket.count(), 0);
    }
    if (limit > 0 && upper > 0 && upper != Double.POSITIVE_INFINITY) {
      return new Kept(bucket.count() * limit / upper, limit / 2);
    }
    return upper <= 0 ? new Kept(bucket.count(), limit) : new Kept(0, zeroIfInfinite(upper));
  }

  private Kept keepAboveOfLowest(HistogramBucket bucket) {
    double upper = bucket.upper();
    if (limit <= bucket.lower()) {
      return new Kept(bucket.count(), 0);
    }
    if (limit >= 0 && upper > limit && upper != Double.POSITIVE_INFINITY) {
      return new Kept(bucket.count() * (1 - limit / upper), (limit + upper) / 2);
    }
    return new Kept(0, zeroIfInfinite(upper));
  }

  private static double zeroIfInfinite(double value) {
    return Double.isInfinite(value) ? 0 : value;
  }

  private double below(HistogramBucket bucket) {
    if (limit <= bucket.lower()) {
      return 0;
    }
    return limit >= bucket.upper()
        ? bucket.count()
        : bucket.count() * bucket.fractionBelow(limit, isCustom);
  }

  private Kept keepOfZero(HistogramBucket zero, boolean hasNegative, boolean hasPositive) {
    double lower = hasPositive && !hasNegative ? 0 : zero.lower();
    double upper = hasNegative && !hasPositive ? 0 : zero.upper();
    boolean keepsAll = keepsBelow ? limit >= upper && limit > lower : limit <= lower;
    boolean keepsNone = keepsBelow ? limit <= lower : limit >= upper;
    if (keepsAll) {
      return new Kept(zero.count(), (lower + upper) / 2);
    }
    if (keepsNone) {
      return new Kept(0, 0);
    }
    double fraction = (keepsBelow ? limit - lower : upper - limit) / (upper - lower);
    double midpoint = keepsBelow ? (lower + limit) / 2 : (limit + upper) / 2;
    return new Kept(zero.count() * fraction, midpoint);
  }

  private double midpoint(double lower, double upper, boolean isPositive) {
    if (Double.isInfinite(lower)) {
      if (Double.isInfinite(upper)) {
        return 0;
      }
      return upper > 0 ? upper / 2 : upper;
    }
    if (Double.isInfinite(upper)) {
      return lower;
    }
    if (isCustom) {
      return (lower + upper) / 2;
    }
    double geometricMean = Math.sqrt(Math.abs(lower * upper));
    return isPositive ? geometricMean : -geometricMean;
  }
}
