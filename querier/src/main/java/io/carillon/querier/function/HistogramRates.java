package io.carillon.querier.function;

import io.carillon.common.histogram.CounterResetHint;
import io.carillon.common.histogram.FloatHistogram;
import io.carillon.querier.function.Annotations.HistogramOperation;
import org.jspecify.annotations.Nullable;

/** Differences between the native histograms of a window, after promql/functions.go. */
final class HistogramRates {
  private HistogramRates() {}

  /**
   * The difference of the last and first histogram, with what resets took away added.
   *
   * @param isBorn whether the counter began within the window, with nothing
   * @return null when the histograms do not go together, which is noted
   */
  static @Nullable MutableHistogram difference(Window window, boolean isCounter, boolean isBorn) {
    int count = window.histogramCount();
    FloatHistogram first = window.histogram(0);
    FloatHistogram last = window.histogram(count - 1);
    if (isCounter && (isGauge(first) || isGauge(last))) {
      window.annotations().histogramNoCounter(window.metricName(), window.position());
    }
    FloatHistogram base = base(window, isCounter, isBorn);
    Integer schema = commonSchema(window, base, isCounter);
    if (schema == null) {
      window.annotations().mixedExponentialCustom(window.metricName(), window.position());
      return null;
    }
    MutableHistogram difference = MutableHistogram.of(last).reduceTo(schema);
    if (!note(
        window, difference.subtract(MutableHistogram.of(base)), HistogramOperation.SUBTRACTION)) {
      return null;
    }
    if (isCounter) {
      if (!addWhatResetsTook(window, base, isBorn, difference)) {
        return null;
      }
    } else if (!isGauge(first) || !isGauge(last)) {
      window.annotations().histogramNoGauge(window.metricName(), window.position());
    }
    difference.setResetHint(CounterResetHint.GAUGE);
    return difference.compact();
  }

  private static FloatHistogram base(Window window, boolean isCounter, boolean isBorn) {
    FloatHistogram first = window.histogram(0);
    if (isBorn) {
      return MutableHistogram.emptyLike(first).toHistogram();
    }
    FloatHistogram second = window.histogram(1);
    return isCounter && isReset(window, 1, second, first)
        ? MutableHistogram.emptyLike(second).toHistogram()
        : first;
  }

  private static boolean isReset(
      Window window, int i, FloatHistogram current, FloatHistogram previous) {
    return HistogramResets.isReset(current, previous) || window.isHistogramRestarted(i);
  }

  private static boolean addWhatResetsTook(
      Window window, FloatHistogram base, boolean isBorn, MutableHistogram difference) {
    FloatHistogram previous = isBorn ? window.histogram(0) : base;
    for (int i = 1; i < window.histogramCount(); i++) {
      FloatHistogram current = window.histogram(i);
      if (isReset(window, i, current, previous)
          && !note(
              window, difference.add(MutableHistogram.of(previous)), HistogramOperation.ADDITION)) {
        return false;
      }
      previous = current;
    }
    return true;
  }

  /** The coarsest schema that matters; null when exponential and custom buckets are mixed. */
  private static @Nullable Integer commonSchema(
      Window window, FloatHistogram base, boolean isCounter) {
    int count = window.histogramCount();
    FloatHistogram last = window.histogram(count - 1);
    boolean isCustom = HistogramBounds.isCustom(base.schema());
    if (HistogramBounds.isCustom(last.schema()) != isCustom) {
      return null;
    }
    int schema = Math.min(base.schema(), last.schema());
    if (!isCounter) {
      return schema;
    }
    for (int i = 1; i < count - 1; i++) {
      FloatHistogram current = window.histogram(i);
      if (isGauge(current)) {
        window.annotations().histogramNoCounter(window.metricName(), window.position());
      }
      schema = Math.min(schema, current.schema());
      if (HistogramBounds.isCustom(current.schema()) != isCustom) {
        return null;
      }
    }
    return schema;
  }

  static boolean isGauge(FloatHistogram h) {
    return h.resetHint() == CounterResetHint.GAUGE;
  }

  /** Notes what became of a calculation; whether it could be done. */
  static boolean note(Window window, HistogramOutcome outcome, HistogramOperation operation) {
    if (outcome.isIncompatible()) {
      window.annotations().mixedExponentialCustom(window.metricName(), window.position());
      return false;
    }
    if (outcome.areBoundsReconciled()) {
      window.annotations().reconciledBounds(operation, window.position());
    }
    return true;
  }

  /** What the only histogram of a window counted since it began there, per second. */
  static void sinceBirth(Window window) {
    FloatHistogram only = window.histogram(0);
    if (isGauge(only)) {
      window.annotations().histogramNoCounter(window.metricName(), window.position());
    }
    MutableHistogram rate = MutableHistogram.of(only);
    rate.setResetHint(CounterResetHint.GAUGE);
    rate.compact();
    rate.divide((window.histogramTimeMs(0) - window.histogramBirthMs(0)) / 1000.0);
    window.result(rate.toHistogram());
  }

  /** irate and idelta of the last two samples, when both are histograms. */
  static void lastTwo(Window window, boolean isRate) {
    int count = window.histogramCount();
    FloatHistogram before = window.histogram(count - 2);
    FloatHistogram last = window.histogram(count - 1);
    if (isRate && (isGauge(before) || isGauge(last))) {
      window.annotations().histogramNoCounter(window.metricName(), window.position());
    }
    if (!isRate && (!isGauge(before) || !isGauge(last))) {
      window.annotations().histogramNoGauge(window.metricName(), window.position());
    }
    MutableHistogram difference = MutableHistogram.of(last);
    if ((!isRate || !isReset(window, count - 1, last, before))
        && !note(
            window,
            difference.subtract(MutableHistogram.of(before)),
            HistogramOperation.SUBTRACTION)) {
      return;
    }
    difference.setResetHint(CounterResetHint.GAUGE);
    difference.compact();
    if (isRate) {
      double gapMs = window.histogramTimeMs(count - 1) - window.histogramTimeMs(count - 2);
      difference.divide(gapMs / 1000);
    }
    window.result(difference.toHistogram());
  }
}
