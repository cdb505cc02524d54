package io.carillon.querier.function;

import java.util.Arrays;

/**
 * quantile_over_time of floats: the samples of the window are kept in order, and only those that
 * come and go are moved.
 */
final class QuantileKernel implements FloatKernel {
  private final double[] quantiles;

  /**
   * A quantile.
   *
   * @param quantiles which one at each step, all in [0, 1]
   */
  QuantileKernel(double[] quantiles) {
    this.quantiles = quantiles;
  }

  @Override
  public void evaluate(FloatWindows windows, double[] values, FloatColumn out) {
    Sorted sorted = new Sorted();
    int from = 0;
    int to = 0;
    for (int step = 0; step < windows.steps(); step++) {
      if (windows.from(step) >= to) {
        sorted.clear();
        from = windows.from(step);
        to = from;
      }
      for (; from < windows.from(step); from++) {
        sorted.remove(values[from]);
      }
      for (; to < windows.to(step); to++) {
        sorted.add(values[to]);
      }
      if (sorted.size() == 0) {
        out.clear(step);
      } else {
        out.set(step, sorted.quantile(quantiles[step]));
      }
    }
  }

  /** Numbers in order, and how many NaN are to be thought before them. */
  private static final class Sorted {
    private double[] numbers = new double[16];
    private int count;
    private int nans;

    void clear() {
      count = 0;
      nans = 0;
    }

    int size() {
      return count + nans;
    }

    void add(double value) {
      if (Double.isNaN(value)) {
        nans++;
        return;
      }
      if (count == numbers.length) {
        numbers = Arrays.copyOf(numbers, count * 2);
      }
      int found = Arrays.binarySearch(numbers, 0, count, value);
      int at = found < 0 ? -found - 1 : found;
      System.arraycopy(numbers, at, numbers, at + 1, count++ - at);
      numbers[at] = value;
    }

    void remove(double value) {
      if (Double.isNaN(value)) {
        nans--;
        return;
      }
      int at = Arrays.binarySearch(numbers, 0, count, value);
      System.arraycopy(numbers, at + 1, numbers, at, --count - at);
    }

    double quantile(double quantile) {
      double rank = quantile * (size() - 1);
      int lower = (int) Math.floor(rank);
      int upper = Math.min(size() - 1, lower + 1);
      double weight = rank - Math.floor(rank);
      return number(lower) * (1 - weight) + number(upper) * weight;
    }

    private double number(int i) {
      return i < nans ? Double.NaN : numbers[i - nans];
    }
  }
}
