package io.carillon.querier.function;

import io.carillon.common.histogram.CounterResetHint;
import io.carillon.common.histogram.FloatHistogram;
import io.carillon.querier.function.Annotations.HistogramOperation;
import io.carillon.querier.parser.RangeExtension;
import java.util.function.IntToLongFunction;
import org.jspecify.annotations.Nullable;

/**
 * rate, increase and delta of anchored and smoothed windows: nothing is extrapolated, the edges are
 * the samples around them or interpolated between those.
 */
final class ExtendedRates {
  private ExtendedRates() {}

  static void rate(Window window, boolean isCounter, boolean isPerSecond) {
    if (window.floatCount() > 0) {
      floatRate(window, isCounter, isPerSecond);
    } else {
      histogramRate(window, isCounter, isPerSecond);
    }
  }

  /**
   * The samples that an extended window is about.
   *
   * @param first the last at or before its start, else the first
   * @param last the first at or after its end when smoothed, else the last
   */
  private record Edges(int first, int last) {
    /** The edges, or null when no sample is within. */
    static @Nullable Edges of(Window window, int count, IntToLongFunction timeMs) {
      int last = count - 1;
      int first = 0;
      while (first < last && timeMs.applyAsLong(first) <= window.startMs()) {
        first++;
      }
      first = Math.max(0, first - 1);
      if (isSmoothed(window)) {
        int next = 0;
        while (next < last && timeMs.applyAsLong(next) < window.endMs()) {
          next++;
        }
        last = next;
      }
      boolean isOutside =
          timeMs.applyAsLong(last) <= window.startMs()
              || (isSmoothed(window) && timeMs.applyAsLong(first) > window.endMs());
      return isOutside ? null : new Edges(first, last);
    }
  }

  private static boolean isSmoothed(Window window) {
    return window.extension() == RangeExtension.SMOOTHED;
  }

  private static void floatRate(Window window, boolean isCounter, boolean isPerSecond) {
    Edges edges = Edges.of(window, window.floatCount(), window::timeMs);
    if (edges == null) {
      return;
    }
    double left = window.value(edges.first());
    if (isSmoothed(window) && window.timeMs(edges.first()) < window.startMs()) {
      left = interpolate(window, edges.first(), window.startMs(), isCounter);
    }
    double right = window.value(edges.last());
    if (isSmoothed(window) && edges.last() > 0 && window.timeMs(edges.last()) > window.endMs()) {
      right = interpolate(window, edges.last() - 1, window.endMs(), isCounter);
    }
    double result = right - left;
    if (isCounter) {
      result += whatResetsTook(window, edges, left, right);
    }
    window.result(isPerSecond ? result / window.rangeSeconds() : result);
  }

  /** The value between a sample and the next one. */
  private static double interpolate(Window window, int i, long timeMs, boolean isCounter) {
    return Interpolation.between(
        window.timeMs(i),
        window.value(i),
        window.timeMs(i + 1),
        window.value(i + 1),
        timeMs,
        isCounter);
  }

  private static double whatResetsTook(Window window, Edges edges, double left, double right) {
    int first = edges.first() + (window.timeMs(edges.first()) <= window.startMs() ? 1 : 0);
    int last = edges.last() - (window.timeMs(edges.last()) >= window.endMs() ? 1 : 0);
    double taken = 0;
    double previous = left;
    for (int i = first; i <= last; i++) {
      if (window.value(i) < previous || (i > edges.first() && window.isFloatRestarted(i))) {
        taken += previous;
      }
      previous = window.value(i);
    }
    return right < previous ? taken + previous : taken;
  }

  private static void histogramRate(Window window, boolean isCounter, boolean isPerSecond) {
    Edges edges = Edges.of(window, window.histogramCount(), window::histogramTimeMs);
    if (edges == null || !areOfOneKind(window, edges, isCounter)) {
      return;
    }
    Interpolation interpolation =
        new Interpolation(window.metricName(), window.annotations(), window.position());
    FloatHistogram left = window.histogram(edges.first());
    if (isSmoothed(window) && window.histogramTimeMs(edges.first()) < window.startMs()) {
      left = interpolate(window, interpolation, edges.first(), window.startMs(), isCounter);
    }
    FloatHistogram right = window.histogram(edges.last());
    if (left != null
        && isSmoothed(window)
        && edges.last() > 0
        && window.histogramTimeMs(edges.last()) > window.endMs()) {
      right = interpolate(window, interpolation, edges.last() - 1, window.endMs(), isCounter);
    }
    if (left == null || right == null) {
      return;
    }
    if (!isCounter && (!HistogramRates.isGauge(left) || !HistogramRates.isGauge(right))) {
      window.annotations().histogramNoGauge(window.metricName(), window.position());
    }
    MutableHistogram result = MutableHistogram.of(right);
    boolean isPossible =
        HistogramRates.note(
                window, result.subtract(MutableHistogram.of(left)), HistogramOperation.SUBTRACTION)
            && (!isCounter || addWhatResetsTook(window, edges, left, right, result));
    if (isPossible) {
      if (isPerSecond) {
        result.divide(window.rangeSeconds());
      }
      result.setResetHint(CounterResetHint.GAUGE);
      window.result(result.compact().toHistogram());
    }
  }

  private static boolean areOfOneKind(Window window, Edges edges, boolean isCounter) {
    boolean isCustom = HistogramBounds.isCustom(window.histogram(edges.first()).schema());
    for (int i = edges.first(); i <= edges.last(); i++) {
      FloatHistogram histogram = window.histogram(i);
      if (HistogramBounds.isCustom(histogram.schema()) != isCustom) {
        window.annotations().mixedExponentialCustom(window.metricName(), window.position());
        return false;
      }
      if (isCounter && HistogramRates.isGauge(histogram)) {
        window.annotations().histogramNoCounter(window.metricName(), window.position());
      }
    }
    return true;
  }

  private static @Nullable FloatHistogram interpolate(
      Window window, Interpolation interpolation, int i, long timeMs, boolean isCounter) {
    return interpolation.between(
        window.histogramTimeMs(i),
        window.histogram(i),
        window.histogramTimeMs(i + 1),
        window.histogram(i + 1),
        timeMs,
        isCounter);
  }

  /** Adds what was before each reset; false when histograms do not go together. */
  private static boolean addWhatResetsTook(
      Window window,
      Edges edges,
      FloatHistogram left,
      FloatHistogram right,
      MutableHistogram result) {
    int first = edges.first() + 1;
    FloatHistogram previous = left;
    boolean isLeftBeyondReset =
        isSmoothed(window)
            && window.histogramTimeMs(edges.first()) < window.startMs()
            && HistogramResets.isReset(
                window.histogram(edges.first() + 1), window.histogram(edges.first()));
    if (isLeftBeyondReset) {
      // The interpolation has counted this reset.
      previous = window.histogram(first);
      first++;
    }
    if (first > edges.last()) {
      return true;
    }
    MutableHistogram taken = null;
    for (int i = first; i <= edges.last(); i++) {
      FloatHistogram current = i == edges.last() ? right : window.histogram(i);
      if (HistogramResets.isReset(current, previous)) {
        MutableHistogram lost = MutableHistogram.of(previous);
        if (taken == null) {
          taken = lost;
        } else if (!HistogramRates.note(window, taken.add(lost), HistogramOperation.ADDITION)) {
          return false;
        }
      }
      previous = current;
    }
    return taken == null
        || HistogramRates.note(window, result.add(taken), HistogramOperation.ADDITION);
  }
}
