package io.carillon.querier.function;

/** By what to multiply the difference in each window, as far as times alone decide. Thread-safe. */
final class RateFactors {
  private final double[] factors;
  private final boolean[] canReachZero;

  /**
   * Computes the factors of all windows with two samples or more.
   *
   * @param isPerSecond whether to divide by the length of the windows
   */
  RateFactors(FloatWindows windows, boolean isPerSecond) {
    factors = new double[windows.steps()];
    canReachZero = new boolean[windows.steps()];
    Extrapolation extrapolation = new Extrapolation(false);
    double rangeSeconds = windows.rangeMs() / 1000.0;
    for (int step = 0; step < factors.length; step++) {
      if (windows.count(step) < 2) {
        continue;
      }
      extrapolation.moveTo(windows, step);
      double factor = extrapolation.factor(0, 0);
      factors[step] = isPerSecond ? factor / rangeSeconds : factor;
      canReachZero[step] = extrapolation.canReachZero();
    }
  }

  double factor(int step) {
    return factors[step];
  }

  /**
   * Whether a counter that had as much before the window as it gained within may have begun inside
   * of what is extrapolated over.
   */
  boolean canReachZero(int step) {
    return canReachZero[step];
  }
}
