package io.carillon.querier.function;

import java.util.Arrays;

/** rate, increase and delta of floats: the resets of a counter are found once for all windows. */
final class RateKernel implements FloatKernel {
  private static final int[] NO_RESETS = {};

  private final boolean isCounter;
  private final boolean isPerSecond;

  RateKernel(boolean isCounter, boolean isPerSecond) {
    this.isCounter = isCounter;
    this.isPerSecond = isPerSecond;
  }

  @Override
  public void evaluate(FloatWindows windows, double[] values, FloatColumn out) {
    RateFactors factors = windows.rateFactors(isPerSecond);
    int[] resets = isCounter ? resets(values) : NO_RESETS;
    int reset = 0;
    for (int step = 0; step < windows.steps(); step++) {
      int first = windows.from(step);
      int last = windows.to(step) - 1;
      if (last <= first) {
        out.clear(step);
        continue;
      }
      double difference = values[last] - values[first];
      while (reset < resets.length && resets[reset] <= first) {
        reset++;
      }
      for (int i = reset; i < resets.length && resets[i] <= last; i++) {
        difference += values[resets[i] - 1];
      }
      double factor =
          isCounter && mayBeginInside(values[first], difference, factors.canReachZero(step))
              ? factorFromZero(windows, step, values[first], difference)
              : factors.factor(step);
      out.set(step, difference * factor);
    }
  }

  /** Whether a counter gained so much that it may have been zero within the window. */
  private static boolean mayBeginInside(double first, double difference, boolean canReachZero) {
    return difference > 0 && first >= 0 && (canReachZero || first < difference);
  }

  private double factorFromZero(FloatWindows windows, int step, double first, double difference) {
    Extrapolation extrapolation = new Extrapolation(true);
    extrapolation.moveTo(windows, step);
    double factor = extrapolation.factor(first, difference);
    return isPerSecond ? factor / (windows.rangeMs() / 1000.0) : factor;
  }

  /** Indices of samples below their predecessor. */
  private static int[] resets(double[] values) {
    int[] resets = NO_RESETS;
    int count = 0;
    for (int i = 1; i < values.length; i++) {
      if (values[i] < values[i - 1]) {
        if (count == resets.length) {
          resets = Arrays.copyOf(resets, Math.max(8, count * 2));
        }
        resets[count++] = i;
      }
    }
    return count == resets.length ? resets : Arrays.copyOf(resets, count);
  }
}
