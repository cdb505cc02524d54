package io.carillon.querier.function;

import io.carillon.common.histogram.FloatHistogram;
import io.carillon.querier.parser.RangeExtension;
import org.jspecify.annotations.Nullable;

/** rate and its relatives. */
final class RateFunctions {
  private RateFunctions() {}

  /** The difference over the window, extrapolated to its edges. */
  static void rate(Window window, boolean isCounter, boolean isPerSecond) {
    if (window.isMixed()) {
      return;
    }
    if (window.extension() != RangeExtension.NONE) {
      ExtendedRates.rate(window, isCounter, isPerSecond);
      return;
    }
    if (window.size() < 2) {
      return;
    }
    if (window.floatCount() > 0) {
      double difference = difference(window, isCounter);
      Span span = new Span(window.timeMs(0), window.lastTimeMs(), window.floatCount());
      double factor = extrapolation(window, span, isCounter, window.value(0), difference);
      window.result(difference * (isPerSecond ? factor / window.rangeSeconds() : factor));
      return;
    }
    MutableHistogram difference = HistogramRates.difference(window, isCounter);
    if (difference != null) {
      Span span =
          new Span(
              window.histogramTimeMs(0), window.lastHistogramTimeMs(), window.histogramCount());
      double factor =
          extrapolation(window, span, isCounter, window.histogram(0).count(), difference.count());
      difference.multiply(isPerSecond ? factor / window.rangeSeconds() : factor);
      window.result(difference.toHistogram());
    }
  }

  /** Where the samples of a window lie. */
  private record Span(long firstMs, long lastMs, int count) {}

  private static double difference(Window window, boolean isCounter) {
    int count = window.floatCount();
    double difference = window.value(count - 1) - window.value(0);
    if (!isCounter) {
      return difference;
    }
    double previous = window.value(0);
    for (int i = 1; i < count; i++) {
      double current = window.value(i);
      if (current < previous) {
        difference += previous;
      }
      previous = current;
    }
    return difference;
  }

  private static double extrapolation(
      Window window, Span span, boolean isCounter, double first, double difference) {
    Extrapolation extrapolation = new Extrapolation(isCounter);
    extrapolation.moveTo(
        span.firstMs() - window.startMs(),
        window.endMs() - span.lastMs(),
        span.lastMs() - span.firstMs(),
        span.count());
    return extrapolation.factor(first, difference);
  }

  /** The difference of the last two samples, per second for irate. */
  static void lastTwo(Window window, boolean isRate) {
    if (window.size() < 2) {
      return;
    }
    int lastHistograms = histogramsInLastTwo(window);
    if (lastHistograms == 1) {
      window.annotations().mixedFloatsHistograms(window.metricName(), window.position());
      return;
    }
    if (lastHistograms == 2) {
      HistogramRates.lastTwo(window, isRate);
      return;
    }
    int count = window.floatCount();
    double last = window.value(count - 1);
    double before = window.value(count - 2);
    double gapMs = window.timeMs(count - 1) - window.timeMs(count - 2);
    double difference = isRate && last < before ? last : last - before;
    window.result(isRate ? difference / (gapMs / 1000) : difference);
  }

  private static int histogramsInLastTwo(Window window) {
    int histograms = 0;
    int f = window.floatCount() - 1;
    int h = window.histogramCount() - 1;
    for (int i = 0; i < 2; i++) {
      if (f < 0 || (h >= 0 && window.histogramTimeMs(h) > window.timeMs(f))) {
        histograms++;
        h--;
      } else {
        f--;
      }
    }
    return histograms;
  }

  /** How often the value changed. */
  static void changes(Window window) {
    int changes = 0;
    Cursor cursor = Cursor.over(window);
    if (cursor == null) {
      return;
    }
    while (cursor.next()) {
      if (cursor.isTypeChange() || cursor.isChange()) {
        changes++;
      }
    }
    window.result(changes);
  }

  /** How often the value fell. */
  static void resets(Window window) {
    int resets = 0;
    Cursor cursor = Cursor.over(window);
    if (cursor == null) {
      return;
    }
    while (cursor.next()) {
      if (cursor.isTypeChange() || cursor.isReset()) {
        resets++;
      }
    }
    window.result(resets);
  }

  /** Walks over neighbouring samples of both kinds in time order. */
  private static final class Cursor {
    private final Window window;
    private int nextFloat;
    private int nextHistogram;
    private double current;
    private double previous;
    private @Nullable FloatHistogram currentHistogram;
    private @Nullable FloatHistogram previousHistogram;

    private Cursor(Window window, int firstFloat, int firstHistogram) {
      this.window = window;
      nextFloat = firstFloat;
      nextHistogram = firstHistogram;
      step();
    }

    /**
     * Starts at the first sample; with anchored at the last one before the window. Null when there
     * is none within the window.
     */
    static @Nullable Cursor over(Window window) {
      if (window.extension() != RangeExtension.ANCHORED) {
        return new Cursor(window, 0, 0);
      }
      int floats = 0;
      while (floats < window.floatCount() && window.timeMs(floats) <= window.startMs()) {
        floats++;
      }
      int histograms = 0;
      while (histograms < window.histogramCount()
          && window.histogramTimeMs(histograms) <= window.startMs()) {
        histograms++;
      }
      if (floats == window.floatCount() && histograms == window.histogramCount()) {
        return null;
      }
      if (floats == 0 && histograms == 0) {
        return new Cursor(window, 0, 0);
      }
      boolean isAnchorFloat =
          histograms == 0
              || (floats > 0
                  && window.timeMs(floats - 1) >= window.histogramTimeMs(histograms - 1));
      return isAnchorFloat
          ? new Cursor(window, floats - 1, histograms)
          : new Cursor(window, floats, histograms - 1);
    }

    /** Moves to the next pair; false when there is none. */
    boolean next() {
      if (nextFloat + nextHistogram == window.size()) {
        return false;
      }
      previous = current;
      previousHistogram = currentHistogram;
      step();
      return true;
    }

    private void step() {
      boolean isFloat =
          nextHistogram == window.histogramCount()
              || (nextFloat < window.floatCount()
                  && window.timeMs(nextFloat) < window.histogramTimeMs(nextHistogram));
      if (isFloat) {
        current = window.value(nextFloat++);
        currentHistogram = null;
      } else {
        currentHistogram = window.histogram(nextHistogram++);
      }
    }

    boolean isTypeChange() {
      return (currentHistogram == null) != (previousHistogram == null);
    }

    boolean isChange() {
      if (currentHistogram != null && previousHistogram != null) {
        return !HistogramResets.areEqual(currentHistogram, previousHistogram);
      }
      return current != previous && !(Double.isNaN(current) && Double.isNaN(previous));
    }

    boolean isReset() {
      if (currentHistogram != null && previousHistogram != null) {
        return HistogramResets.isReset(currentHistogram, previousHistogram);
      }
      return current < previous;
    }
  }
}
