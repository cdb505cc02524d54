package io.carillon.querier.function;

/**
 * Compensated summation after Kahan and Neumaier, as Prometheus' util/kahansum: the compensation is
 * dropped once the sum is infinite. Not thread-safe.
 */
public final class KahanSum {
  private double sum;
  private double compensation;

  /** The sum without its compensation. */
  public double sum() {
    return sum;
  }

  /** What rounding took away. */
  public double compensation() {
    return compensation;
  }

  /** Both together. */
  public double total() {
    return sum + compensation;
  }

  /** Sets both parts. */
  public void set(double newSum, double newCompensation) {
    sum = newSum;
    compensation = newCompensation;
  }

  /** Adds a number. */
  public void add(double value) {
    double newSum = sum + value;
    compensation = compensate(value, sum, compensation, newSum);
    sum = newSum;
  }

  /**
   * What is lost when {@code value} is added to {@code sum}, found without a branch (TwoSum of
   * Knuth, TAOCP 4.2.2). The same as Neumaier's two cases give, as long as all numbers are finite.
   *
   * @param newSum sum + value
   */
  public static double roundingError(double sum, double value, double newSum) {
    double added = newSum - sum;
    return (sum - (newSum - added)) + (value - added);
  }

  /**
   * The compensation after {@code value} was added to {@code sum}.
   *
   * @param newSum sum + value
   */
  public static double compensate(double value, double sum, double compensation, double newSum) {
    if (Double.isInfinite(newSum)) {
      return 0;
    }
    return Math.abs(sum) >= Math.abs(value)
        ? compensation + ((sum - newSum) + value)
        : compensation + ((value - newSum) + sum);
  }
}
