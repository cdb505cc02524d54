package io.carillon.querier.function;

import java.util.Arrays;

/** Quantiles of numbers. */
public final class Quantiles {
  private Quantiles() {}

  /** Whether a quantile lies outside [0, 1], which deserves a warning. */
  public static boolean isInvalid(double quantile) {
    return Double.isNaN(quantile) || quantile < 0 || quantile > 1;
  }

  /**
   * The quantile of the first {@code size} values, interpolated linearly; NaN counts as smaller
   * than all numbers. The values are sorted by this.
   */
  public static double of(double quantile, double[] values, int size) {
    if (size == 0 || Double.isNaN(quantile)) {
      return Double.NaN;
    }
    if (quantile < 0) {
      return Double.NEGATIVE_INFINITY;
    }
    if (quantile > 1) {
      return Double.POSITIVE_INFINITY;
    }
    sort(values, size);
    double rank = quantile * (size - 1);
    double lower = Math.max(0, Math.floor(rank));
    double upper = Math.min(size - 1, lower + 1);
    double weight = rank - Math.floor(rank);
    return values[(int) lower] * (1 - weight) + values[(int) upper] * weight;
  }

  /** Ascending, NaN first. Equal numbers need no order: only the sign of a zero could tell them. */
  private static void sort(double[] values, int size) {
    Arrays.sort(values, 0, size);
    int numbers = size;
    while (numbers > 0 && Double.isNaN(values[numbers - 1])) {
      numbers--;
    }
    if (numbers < size) {
      System.arraycopy(values, 0, values, size - numbers, numbers);
      Arrays.fill(values, 0, size - numbers, Double.NaN);
    }
  }

  /** The median absolute deviation from the median; NaN when any value is. */
  public static double medianAbsoluteDeviation(double[] values, int size) {
    for (int i = 0; i < size; i++) {
      if (Double.isNaN(values[i])) {
        return Double.NaN;
      }
    }
    double median = of(0.5, values, size);
    for (int i = 0; i < size; i++) {
      values[i] = Math.abs(values[i] - median);
    }
    return of(0.5, values, size);
  }
}
