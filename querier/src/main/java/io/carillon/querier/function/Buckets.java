package io.carillon.querier.function;

import java.util.Arrays;

/**
 * The buckets of one classic histogram at one time, cumulative counts by upper bound, and what is
 * computed from them (promql/quantile.go). Reused from step to step; not thread-safe.
 */
public final class Buckets {
  /** Smaller relative differences between neighbours are taken for rounding errors. */
  private static final double SMALL_DELTA_TOLERANCE = 1e-12;

  private double[] bounds = new double[16];
  private double[] counts = new double[16];
  private int size;

  private boolean isForcedMonotonic;
  private double minForcedBound;
  private double maxForcedBound;
  private double maxForcedDiff;

  /** Removes all buckets. */
  public void clear() {
    size = 0;
    isForcedMonotonic = false;
  }

  public boolean isEmpty() {
    return size == 0;
  }

  /** Adds a bucket; they may come in any order. */
  public void add(double upperBound, double count) {
    if (size == bounds.length) {
      bounds = Arrays.copyOf(bounds, size * 2);
      counts = Arrays.copyOf(counts, size * 2);
    }
    bounds[size] = upperBound;
    counts[size++] = count;
  }

  /** Whether the last quantile had to lift counts that were lower than that of a smaller bound. */
  public boolean isForcedMonotonic() {
    return isForcedMonotonic;
  }

  /** The smallest bound whose count was lifted. */
  public double minForcedBound() {
    return minForcedBound;
  }

  /** The largest bound whose count was lifted. */
  public double maxForcedBound() {
    return maxForcedBound;
  }

  /** By how much a count was lifted at most. */
  public double maxForcedDiff() {
    return maxForcedDiff;
  }

  /** The quantile, interpolated linearly within a bucket. Sorts and merges the buckets. */
  public double quantile(double quantile) {
    if (Double.isNaN(quantile)) {
      return Double.NaN;
    }
    if (quantile < 0) {
      return Double.NEGATIVE_INFINITY;
    }
    if (quantile > 1) {
      return Double.POSITIVE_INFINITY;
    }
    sort();
    if (bounds[size - 1] != Double.POSITIVE_INFINITY) {
      return Double.NaN;
    }
    coalesce();
    forceMonotonic();
    if (size < 2 || counts[size - 1] == 0) {
      return Double.NaN;
    }
    double rank = quantile * counts[size - 1];
    int bucket = firstAtLeast(rank);
    if (bucket == size - 1) {
      return bounds[size - 2];
    }
    if (bucket == 0 && bounds[0] <= 0) {
      return bounds[0];
    }
    double start = 0;
    double count = counts[bucket];
    if (bucket > 0) {
      start = bounds[bucket - 1];
      count -= counts[bucket - 1];
      rank -= counts[bucket - 1];
    }
    return start + (bounds[bucket] - start) * (rank / count);
  }

  /** The first of all buckets but the last whose count reaches the rank; else the last. */
  private int firstAtLeast(double rank) {
    int low = 0;
    int high = size - 1;
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (counts[middle] >= rank) {
        high = middle;
      } else {
        low = middle + 1;
      }
    }
    return low;
  }

  /** The fraction of observations between two bounds. Sorts and merges the buckets. */
  public double fraction(double lower, double upper) {
    sort();
    if (bounds[size - 1] != Double.POSITIVE_INFINITY) {
      return Double.NaN;
    }
    coalesce();
    double total = counts[size - 1];
    if (total == 0 || Double.isNaN(lower) || Double.isNaN(upper)) {
      return Double.NaN;
    }
    if (lower >= upper) {
      return 0;
    }
    return (rankAt(upper, total) - rankAt(lower, total)) / total;
  }

  /** How many observations lie below a value. */
  private double rankAt(double value, double total) {
    double rank = 0;
    for (int i = 0; i < size; i++) {
      double start = i > 0 ? bounds[i - 1] : bounds[0] <= 0 ? Double.NEGATIVE_INFINITY : 0;
      if (start >= value) {
        return Math.min(rank, total);
      }
      if (bounds[i] > value) {
        double below =
            start == Double.NEGATIVE_INFINITY
                ? counts[i]
                : rank + (counts[i] - rank) * (value - start) / (bounds[i] - start);
        return below > total ? total : below;
      }
      rank = counts[i];
    }
    return total;
  }

  private void sort() {
    GoSort.sort(
        new GoSort.Elements() {
          @Override
          public boolean isLess(int i, int j) {
            return bounds[i] < bounds[j];
          }

          @Override
          public void swap(int i, int j) {
            double bound = bounds[i];
            bounds[i] = bounds[j];
            bounds[j] = bound;
            double count = counts[i];
            counts[i] = counts[j];
            counts[j] = count;
          }
        },
        size);
  }

  /** Merges buckets of one bound, such as "1" and "1.0". */
  private void coalesce() {
    int last = 0;
    for (int i = 1; i < size; i++) {
      if (bounds[i] == bounds[last]) {
        counts[last] += counts[i];
      } else {
        last++;
        bounds[last] = bounds[i];
        counts[last] = counts[i];
      }
    }
    size = last + 1;
  }

  private void forceMonotonic() {
    isForcedMonotonic = false;
    minForcedBound = Double.POSITIVE_INFINITY;
    maxForcedBound = Double.NEGATIVE_INFINITY;
    maxForcedDiff = 0;
    double previous = counts[0];
    for (int i = 1; i < size; i++) {
      double current = counts[i];
      if (current == previous) {
        continue;
      }
      if (isAlmostEqual(previous, current)) {
        counts[i] = previous;
      } else if (current < previous) {
        counts[i] = previous;
        isForcedMonotonic = true;
        minForcedBound = Math.min(minForcedBound, bounds[i]);
        maxForcedBound = Math.max(maxForcedBound, bounds[i]);
        maxForcedDiff = Math.max(maxForcedDiff, previous - current);
      } else {
        previous = current;
      }
    }
  }

  /** util/almost of Prometheus, for numbers that are not equal. */
  private static boolean isAlmostEqual(double a, double b) {
    if (Double.isNaN(a) && Double.isNaN(b)) {
      return true;
    }
    double sum = Math.abs(a) + Math.abs(b);
    double diff = Math.abs(a - b);
    if (a == 0 || b == 0 || sum < Double.MIN_NORMAL) {
      return diff < SMALL_DELTA_TOLERANCE * Double.MIN_NORMAL;
    }
    return diff / Math.min(sum, Double.MAX_VALUE) < SMALL_DELTA_TOLERANCE;
  }
}
