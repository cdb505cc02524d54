package io.carillon.querier.function;

import io.carillon.querier.function.Annotations.HistogramOperation;

/** The {@code _over_time} family. */
final class OverTimeFunctions {
  private OverTimeFunctions() {}

  static void average(Window window) {
    if (window.isMixed()) {
      return;
    }
    int count = window.floatCount();
    if (count == 0) {
      histograms(window, true);
      return;
    }
    Mean mean = new Mean();
    mean.start(window.value(0));
    for (int i = 1; i < count; i++) {
      mean.add(window.value(i));
    }
    window.result(mean.value());
  }

  static void sum(Window window) {
    if (window.isMixed()) {
      return;
    }
    int count = window.floatCount();
    if (count == 0) {
      histograms(window, false);
      return;
    }
    KahanSum sum = new KahanSum();
    for (int i = 0; i < count; i++) {
      sum.add(window.value(i));
    }
    window.result(Double.isInfinite(sum.sum()) ? sum.sum() : sum.total());
  }

  private static void histograms(Window window, boolean isMean) {
    HistogramSums sums = new HistogramSums(isMean);
    for (int i = 0; i < window.histogramCount(); i++) {
      sums.add(window.histogram(i));
    }
    if (sums.isIncompatible()) {
      window.annotations().mixedExponentialCustom(window.metricName(), window.position());
      return;
    }
    if (sums.doHintsConflict()) {
      window.annotations().conflictingResets(HistogramOperation.AGGREGATION, window.position());
    }
    if (sums.areBoundsReconciled()) {
      window.annotations().reconciledBounds(HistogramOperation.AGGREGATION, window.position());
    }
    window.result(sums.result().toHistogram());
  }

  /** The smallest or largest number, or when it was last; NaN only when there is nothing else. */
  static void extremum(Window window, boolean isMin, boolean wantsTime) {
    int count = window.floatCount();
    if (count == 0) {
      return;
    }
    window.noteIgnoredHistograms();
    double best = window.value(0);
    long timeMs = window.timeMs(0);
    for (int i = 0; i < count; i++) {
      double value = window.value(i);
      boolean isBetter = isMin ? value < best : value > best;
      if (isBetter || (wantsTime && value == best) || Double.isNaN(best)) {
        best = value;
        timeMs = window.timeMs(i);
      }
    }
    window.result(wantsTime ? timeMs / 1000.0 : best);
  }

  /** Welford's algorithm with compensated sums. */
  static void variance(Window window, boolean isDeviation) {
    int size = window.floatCount();
    if (size == 0) {
      return;
    }
    window.noteIgnoredHistograms();
    KahanSum mean = new KahanSum();
    KahanSum squares = new KahanSum();
    double count = 0;
    for (int i = 0; i < size; i++) {
      count++;
      double value = window.value(i);
      double delta = value - mean.total();
      mean.add(delta / count);
      squares.add(delta * (value - mean.total()));
    }
    double variance = squares.total() / count;
    window.result(isDeviation ? Math.sqrt(variance) : variance);
  }

  static void first(Window window) {
    boolean isFloat =
        window.histogramCount() == 0
            || (window.floatCount() > 0 && window.timeMs(0) < window.histogramTimeMs(0));
    if (isFloat) {
      window.result(window.value(0));
    } else {
      window.result(window.histogram(0));
    }
  }

  static void last(Window window) {
    boolean isFloat =
        window.histogramCount() == 0
            || (window.floatCount() > 0 && window.lastHistogramTimeMs() < window.lastTimeMs());
    if (isFloat) {
      window.result(window.lastValue());
    } else {
      window.result(window.lastHistogram());
    }
  }

  static void timeOfFirst(Window window) {
    long floatMs = window.floatCount() == 0 ? Long.MAX_VALUE : window.timeMs(0);
    long histogramMs = window.histogramCount() == 0 ? Long.MAX_VALUE : window.histogramTimeMs(0);
    window.result(Math.min(floatMs, histogramMs) / 1000.0);
  }

  static void timeOfLast(Window window) {
    // Without a sample of a kind upstream compares with 0, which matters before 1970.
    long floatMs = window.floatCount() == 0 ? 0 : window.lastTimeMs();
    long histogramMs = window.histogramCount() == 0 ? 0 : window.lastHistogramTimeMs();
    window.result(Math.max(floatMs, histogramMs) / 1000.0);
  }

  static void quantile(Window window) {
    if (window.floatCount() == 0) {
      return;
    }
    double quantile = window.argument(0);
    if (Quantiles.isInvalid(quantile)) {
      window.annotations().invalidQuantile(quantile, window.position());
    }
    window.noteIgnoredHistograms();
    window.result(Quantiles.of(quantile, window.copyFloats(), window.floatCount()));
  }

  static void medianAbsoluteDeviation(Window window) {
    if (window.floatCount() == 0) {
      return;
    }
    window.noteIgnoredHistograms();
    window.result(Quantiles.medianAbsoluteDeviation(window.copyFloats(), window.floatCount()));
  }
}
