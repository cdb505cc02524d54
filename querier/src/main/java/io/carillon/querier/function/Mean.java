package io.carillon.querier.function;

/**
 * The arithmetic mean as avg and avg_over_time have it: a compensated sum divided by the count, and
 * an incremental mean from where the sum would overflow. Not thread-safe.
 */
public final class Mean {
  private final KahanSum sum = new KahanSum();
  private double count;
  private boolean isIncremental;

  /** Starts over with a first number. */
  public void start(double first) {
    sum.set(first, 0);
    count = 1;
    isIncremental = false;
  }

  /** Adds a further number. */
  public void add(double value) {
    count++;
    if (!isIncremental) {
      double newSum = sum.sum() + value;
      if (!Double.isInfinite(newSum)) {
        sum.add(value);
        return;
      }
      isIncremental = true;
      sum.set(sum.sum() / (count - 1), sum.compensation() / (count - 1));
    }
    double weight = (count - 1) / count;
    sum.set(weight * sum.sum(), weight * sum.compensation());
    sum.add(value / count);
  }

  /** The mean of what was added. */
  public double value() {
    return isIncremental ? sum.total() : sum.sum() / count + sum.compensation() / count;
  }
}
