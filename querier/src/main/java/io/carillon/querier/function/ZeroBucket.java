package io.carillon.querier.function;

/** The zero bucket a histogram would have with a larger threshold. */
final class ZeroBucket {
  private final int schema;
  private final double originalThreshold;
  private final KahanSum original;
  private final BucketCounts positive;
  private final BucketCounts negative;
  private final boolean isCompensated;
  private double threshold;
  private double count;
  private double compensation;

  /**
   * The zero bucket of a histogram as it is.
   *
   * @param original its count
   * @param isCompensated whether compensations count
   */
  ZeroBucket(
      int schema,
      double threshold,
      KahanSum original,
      BucketCounts positive,
      BucketCounts negative,
      boolean isCompensated) {
    this.schema = schema;
    originalThreshold = threshold;
    this.original = original;
    this.positive = positive;
    this.negative = negative;
    this.isCompensated = isCompensated;
    this.threshold = threshold;
    count = original.sum();
  }

  double threshold() {
    return threshold;
  }

  double count() {
    return count;
  }

  double compensation() {
    return compensation;
  }

  /** Grows, further than asked when that would end within a populated bucket. */
  void growTo(double largerThreshold) {
    threshold = largerThreshold;
    compensation = isCompensated ? original.compensation() : 0;
    if (threshold == originalThreshold) {
      count = original.sum();
      return;
    }
    boolean hasMoved;
    do {
      // The compensation is not started over, as upstream.
      count = original.sum();
      swallow(positive);
      hasMoved = swallow(negative);
    } while (hasMoved);
  }

  /** Whether the threshold had to move on. */
  private boolean swallow(BucketCounts buckets) {
    for (int i = 0; i < buckets.size(); i++) {
      int index = buckets.index(i);
      if (HistogramBounds.exponential(index - 1, schema) >= threshold) {
        return false;
      }
      add(buckets.count(i));
      if (isCompensated) {
        add(buckets.compensation(i));
      }
      double upper = HistogramBounds.exponential(index, schema);
      if (upper > threshold) {
        if (buckets.count(i) != 0) {
          threshold = upper;
          return true;
        }
        return false;
      }
    }
    return false;
  }

  private void add(double value) {
    double total = count + value;
    compensation = KahanSum.compensate(value, count, compensation, total);
    count = total;
  }
}
