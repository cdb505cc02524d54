package io.carillon.querier.function;

import io.carillon.common.error.CarillonException;
import io.carillon.common.error.ErrorCode;

/** Functions that fit a trend to the floats of a window. */
final class TrendFunctions {
  private TrendFunctions() {}

  /** A line: value at a time and change per second. */
  private record Line(double slope, double intercept) {
    /** Least squares with compensated sums; x is counted from {@code originMs}. */
    static Line fit(Window window, long originMs) {
      KahanSum sumX = new KahanSum();
      KahanSum sumY = new KahanSum();
      KahanSum sumXy = new KahanSum();
      KahanSum sumX2 = new KahanSum();
      double firstY = window.value(0);
      boolean isConstant = true;
      int count = window.floatCount();
      for (int i = 0; i < count; i++) {
        double y = window.value(i);
        isConstant &= i == 0 || y == firstY;
        double x = (window.timeMs(i) - originMs) / 1e3;
        sumX.add(x);
        sumY.add(y);
        sumXy.add(x * y);
        sumX2.add(x * x);
      }
      if (isConstant) {
        return Double.isInfinite(firstY) ? new Line(Double.NaN, Double.NaN) : new Line(0, firstY);
      }
      double x = sumX.total();
      double y = sumY.total();
      double covariance = sumXy.total() - x * y / count;
      double variance = sumX2.total() - x * x / count;
      double slope = covariance / variance;
      return new Line(slope, y / count - slope * x / count);
    }
  }

  static void derivative(Window window) {
    if (hasTwoFloats(window)) {
      // A nearby origin keeps digits.
      window.result(Line.fit(window, window.timeMs(0)).slope());
      window.noteIgnoredHistograms();
    }
  }

  static void predictLinear(Window window) {
    if (hasTwoFloats(window)) {
      Line line = Line.fit(window, window.stepTimeMs());
      window.result(line.slope() * window.argument(0) + line.intercept());
      window.noteIgnoredHistograms();
    }
  }

  /** Holt's linear smoothing. */
  static void doubleExponentialSmoothing(Window window) {
    double smoothing = window.argument(0);
    double trendFactor = window.argument(1);
    requireFraction("smoothing factor", "sf", smoothing);
    requireFraction("trend factor", "tf", trendFactor);
    if (!hasTwoFloats(window)) {
      return;
    }
    double before = 0;
    double smoothed = window.value(0);
    double trend = window.value(1) - window.value(0);
    for (int i = 1; i < window.floatCount(); i++) {
      double scaled = smoothing * window.value(i);
      if (i > 1) {
        trend = trendFactor * (smoothed - before) + (1 - trendFactor) * trend;
      }
      double kept = (1 - smoothing) * (smoothed + trend);
      before = smoothed;
      smoothed = scaled + kept;
    }
    window.result(smoothed);
    window.noteIgnoredHistograms();
  }

  private static boolean hasTwoFloats(Window window) {
    if (window.floatCount() == 1) {
      window.noteIgnoredHistograms();
    }
    return window.floatCount() >= 2;
  }

  private static void requireFraction(String name, String symbol, double value) {
    if (value <= 0 || value >= 1) {
      throw new CarillonException(
          ErrorCode.EXECUTION,
          "invalid " + name + ". Expected: 0 < " + symbol + " < 1, got: " + GoFormat.fixed(value));
    }
  }
}
