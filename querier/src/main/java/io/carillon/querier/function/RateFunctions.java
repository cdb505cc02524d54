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
    if (window.floatCount() > 0) {
      floatRate(window, isCounter, isPerSecond);
    } else {
      histogramRate(window, isCounter, isPerSecond);
    }
  }

  private static void floatRate(Window window, boolean isCounter, boolean isPerSecond) {
    long birthMs = isCounter ? window.floatBirthMs(0) : 0;
    Span span = Span.of(window.timeMs(0), window.lastTimeMs(), window.floatCount(), birthMs);
    if (span.count() < 2) {
      return;
    }
    double first = birthMs == 0 ? window.value(0) : 0;
    double difference = difference(window, isCounter, first);
    double factor = extrapolation(window, span, isCounter, first, difference);
    window.result(difference * (isPerSecond ? factor / window.rangeSeconds() : factor));
  }

  private static void histogramRate(Window window, boolean isCounter, boolean isPerSecond) {
    long birthMs = isCounter && window.histogramCount() > 0 ? window.histogramBirthMs(0) : 0;
    if (window.histogramCount() + (birthMs == 0 ? 0 : 1) < 2) {
      return;
    }
    MutableHistogram difference = HistogramRates.difference(window, isCounter, birthMs != 0);
    if (difference != null) {
      Span span =
          Span.of(
              window.histogramTimeMs(0),
              window.lastHistogramTimeMs(),
              window.histogramCount(),
              birthMs);
      double first = birthMs == 0 ? window.histogram(0).count() : 0;
      double factor = extrapolation(window, span, isCounter, first, difference.count());
      difference.multiply(isPerSecond ? factor / window.rangeSeconds() : factor);
      window.result(difference.toHistogram());
    }
  }

  /** Where the samples of a window lie. */
  private record Span(long firstMs, long lastMs, int count) {
    /** A known beginning is like a sample of zero. */
    static Span of(long firstMs, long lastMs, int count, long birthMs) {
      return birthMs == 0 ? new Span(firstMs, lastMs, count) : new Span(birthMs, lastMs, count + 1);
    }
  }

  private static double difference(Window window, boolean isCounter, double first) {
    int count = window.floatCount();
    double difference = window.value(count - 1) - first;
    if (!isCounter) {
      return difference;
    }
    double previous = window.value(0);
    for (int i = 1; i < count; i++) {
      double current = window.value(i);
      if (current < previous || window.isFloatRestarted(i)) {
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
      if (isRate && !window.isEmpty()) {
        sinceBirth(window);
      }
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
    boolean isReset = isRate && (last < before || window.isFloatRestarted(count - 1));
    double difference = isReset ? last : last - before;
    window.result(isRate ? difference / (gapMs / 1000) : difference);
  }

  /** What the only sample of a window counted since it began there, per second. */
  private static void sinceBirth(Window window) {
    if (window.floatCount() > 0) {
      if (window.floatBirthMs(0) != 0) {
        window.result(window.value(0) / ((window.timeMs(0) - window.floatBirthMs(0)) / 1000.0));
      }
    } else if (window.histogramBirthMs(0) != 0) {
      HistogramRates.sinceBirth(window);
    }
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
    Cursor cursor = Cursor.over(window, false);
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

  /** How often the value fell, or the counter began anew. */
  static void resets(Window window) {
    int resets = 0;
    Cursor cursor = Cursor.over(window, true);
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
    private boolean isRestarted;
    private @Nullable FloatHistogram currentHistogram;
    private @Nullable FloatHistogram previousHistogram;

    private final boolean wantsRestarts;

    private Cursor(Window window, boolean wantsRestarts, int firstFloat, int firstHistogram) {
      this.window = window;
      this.wantsRestarts = wantsRestarts;
      nextFloat = firstFloat;
      nextHistogram = firstHistogram;
      step();
    }

    /**
     * Starts at the first sample; with anchored at the last one before the window. Null when there
     * is none within the window.
     */
    static @Nullable Cursor over(Window window, boolean wantsRestarts) {
      if (window.extension() != RangeExtension.ANCHORED) {
        return new Cursor(window, wantsRestarts, 0, 0);
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
        return new Cursor(window, wantsRestarts, 0, 0);
      }
      boolean isAnchorFloat =
          histograms == 0
              || (floats > 0
                  && window.timeMs(floats - 1) >= window.histogramTimeMs(histograms - 1));
      return isAnchorFloat
          ? new Cursor(window, wantsRestarts, floats - 1, histograms)
          : new Cursor(window, wantsRestarts, floats, histograms - 1);
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
      isRestarted = false;
      boolean isFloat =
          nextHistogram == window.histogramCount()
              || (nextFloat < window.floatCount()
                  && window.timeMs(nextFloat) < window.histogramTimeMs(nextHistogram));
      if (isFloat) {
        boolean followsFloat = currentHistogram == null && nextFloat > 0;
        isRestarted = wantsRestarts && followsFloat && window.isFloatRestarted(nextFloat);
        current = window.value(nextFloat++);
        currentHistogram = null;
      } else {
        boolean followsHistogram = currentHistogram != null;
        isRestarted =
            wantsRestarts && followsHistogram && window.isHistogramRestarted(nextHistogram);
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
        return isRestarted || HistogramResets.isReset(currentHistogram, previousHistogram);
      }
      return isRestarted || current < previous;
    }
  }
}
