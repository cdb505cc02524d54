package io.carillon.querier.function;

import io.carillon.common.histogram.CounterResetHint;
import io.carillon.common.histogram.FloatHistogram;
import java.util.Arrays;

/** Comparison of native histograms: counter resets and equality. */
public final class HistogramResets {
  private HistogramResets() {}

  /** Whether a counter was reset between two histograms. */
  public static boolean isReset(FloatHistogram current, FloatHistogram previous) {
    if (current.resetHint() == CounterResetHint.RESET) {
      return true;
    }
    if (current.resetHint() == CounterResetHint.NOT_RESET) {
      return false;
    }
    if (current.count() < previous.count()) {
      return true;
    }
    boolean isCustom = HistogramBounds.isCustom(current.schema());
    if (isCustom) {
      if (!HistogramBounds.isCustom(previous.schema())) {
        return true;
      }
      if (!Arrays.equals(current.customValues(), previous.customValues())) {
        return isResetWithOtherBounds(current, previous);
      }
    }
    if (current.schema() > previous.schema()
        || current.zeroThreshold() < previous.zeroThreshold()) {
      return true;
    }
    // A zero bucket can only grow to the end of a populated bucket without a reset.
    ZeroBucket zero = MutableHistogram.of(previous).zeroBucket(false);
    zero.growTo(current.zeroThreshold());
    return zero.threshold() != current.zeroThreshold()
        || current.zeroCount() < zero.count()
        || isAnyLower(
            BucketCounts.of(current.positiveSpans(), current.positiveCounts()),
            BucketCounts.of(previous.positiveSpans(), previous.positiveCounts()),
            current,
            previous)
        || isAnyLower(
            BucketCounts.of(current.negativeSpans(), current.negativeCounts()),
            BucketCounts.of(previous.negativeSpans(), previous.negativeCounts()),
            current,
            previous);
  }

  /** Whether a bucket outside of the zero bucket is lower than before, or is gone. */
  private static boolean isAnyLower(
      BucketCounts current,
      BucketCounts previousCounts,
      FloatHistogram histogram,
      FloatHistogram previousHistogram) {
    BucketCounts previous =
        previousHistogram.schema() == histogram.schema()
            ? previousCounts
            : previousCounts.reduced(previousHistogram.schema(), histogram.schema());
    int i = firstOutsideOfZero(current, histogram);
    for (int j = firstOutsideOfZero(previous, histogram); j < previous.size(); j++) {
      while (i < current.size() && current.index(i) < previous.index(j)) {
        i++;
      }
      boolean isThere = i < current.size() && current.index(i) == previous.index(j);
      if (isThere ? current.count(i) < previous.count(j) : previous.count(j) != 0) {
        return true;
      }
    }
    return false;
  }

  private static int firstOutsideOfZero(BucketCounts counts, FloatHistogram h) {
    int i = 0;
    if (!HistogramBounds.isCustom(h.schema()) && h.zeroThreshold() != 0) {
      while (i < counts.size()
          && HistogramBounds.exponential(counts.index(i), h.schema()) <= h.zeroThreshold()) {
        i++;
      }
    }
    return i;
  }

  /** Compares what lies between the bounds that both have. */
  private static boolean isResetWithOtherBounds(FloatHistogram current, FloatHistogram previous) {
    double[] bounds = CustomBounds.intersection(current.customValues(), previous.customValues());
    double[] now = rolledUp(current, bounds);
    double[] before = rolledUp(previous, bounds);
    for (int i = 0; i < now.length; i++) {
      if (now[i] < before[i]) {
        return true;
      }
    }
    return false;
  }

  private static double[] rolledUp(FloatHistogram h, double[] bounds) {
    double[] result = new double[bounds.length + 1];
    int target = 0;
    for (HistogramBucket bucket : HistogramBucket.positive(h)) {
      while (target < bounds.length && bucket.upper() > bounds[target]) {
        target++;
      }
      result[target] += bucket.count();
    }
    return result;
  }

  /** Whether two histograms have the same layout and the same bits. */
  public static boolean areEqual(FloatHistogram a, FloatHistogram b) {
    return a.schema() == b.schema()
        && haveSameBits(a.count(), b.count())
        && haveSameBits(a.sum(), b.sum())
        && a.zeroThreshold() == b.zeroThreshold()
        && haveSameBits(a.zeroCount(), b.zeroCount())
        && (!HistogramBounds.isCustom(a.schema())
            || Arrays.equals(a.customValues(), b.customValues()))
        && BucketCounts.of(a.negativeSpans(), a.negativeCounts())
            .hasSameBits(BucketCounts.of(b.negativeSpans(), b.negativeCounts()))
        && BucketCounts.of(a.positiveSpans(), a.positiveCounts())
            .hasSameBits(BucketCounts.of(b.positiveSpans(), b.positiveCounts()));
  }

  private static boolean haveSameBits(double a, double b) {
    return Double.doubleToRawLongBits(a) == Double.doubleToRawLongBits(b);
  }
}
