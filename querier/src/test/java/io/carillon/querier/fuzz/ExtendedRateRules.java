package io.carillon.querier.fuzz;

import io.carillon.common.histogram.CounterResetHint;
import io.carillon.common.histogram.FloatHistogram;
import io.carillon.querier.function.Annotations;
import io.carillon.querier.function.HistogramResets;
import io.carillon.querier.function.Interpolation;
import io.carillon.querier.function.MutableHistogram;
import io.carillon.querier.parser.RangeExtension;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * rate, increase and delta of anchored and smoothed windows. Anchored: from the last sample at or
 * before the start to the last one. Smoothed: values at both edges lie on the line between the
 * samples around them. A counter that falls counts as having started again from zero.
 */
final class ExtendedRateRules {
  private final Annotations annotations;
  private final RateRules rates;

  ExtendedRateRules(Annotations annotations, RateRules rates) {
    this.annotations = annotations;
    this.rates = rates;
  }

  @Nullable Element rate(Win w, boolean isCounter, boolean isPerSecond) {
    return w.floats().isEmpty()
        ? histograms(w, isCounter, isPerSecond)
        : floats(w, isCounter, isPerSecond);
  }

  /** From the last sample at or before the start; smoothed to the first at or after the end. */
  private static @Nullable List<Point> relevant(Win w, List<Point> points) {
    int first = 0;
    while (first + 1 < points.size() && points.get(first + 1).timeMs() <= w.startMs()) {
      first++;
    }
    int last = points.size() - 1;
    if (isSmoothed(w)) {
      last = 0;
      while (last + 1 < points.size() && points.get(last).timeMs() < w.endMs()) {
        last++;
      }
    }
    // The very last sample is the first one too when all others lie before the start.
    if (first == points.size() - 1 && first > 0) {
      first--;
    }
    boolean isOutside =
        points.get(last).timeMs() <= w.startMs()
            || (isSmoothed(w) && points.get(first).timeMs() > w.endMs());
    return isOutside ? null : points.subList(first, last + 1);
  }

  private static boolean isSmoothed(Win w) {
    return w.extension() == RangeExtension.SMOOTHED;
  }

  private static @Nullable Element floats(Win w, boolean isCounter, boolean isPerSecond) {
    List<Point> points = relevant(w, w.floats());
    if (points == null) {
      return null;
    }
    List<Double> values = new ArrayList<>();
    for (int i = 0; i < points.size(); i++) {
      Point point = points.get(i);
      if (isSmoothed(w) && i + 1 < points.size() && point.timeMs() < w.startMs()) {
        values.add(onLine(point, points.get(i + 1), w.startMs(), isCounter));
      } else if (isSmoothed(w) && i > 0 && point.timeMs() > w.endMs()) {
        values.add(onLine(points.get(i - 1), point, w.endMs(), isCounter));
      } else {
        values.add(point.value());
      }
    }
    double taken = 0;
    for (int i = 1; isCounter && i < values.size(); i++) {
      taken += values.get(i) < values.get(i - 1) ? values.get(i - 1) : 0;
    }
    double difference = values.getLast() - values.getFirst();
    double result = isCounter ? difference + taken : difference;
    return WindowRules.value(w, isPerSecond ? result / w.rangeSeconds() : result);
  }

  private static double onLine(Point a, Point b, long timeMs, boolean isCounter) {
    double from = isCounter && b.value() < a.value() ? 0 : a.value();
    return from + (b.value() - from) * (timeMs - a.timeMs()) / (b.timeMs() - a.timeMs());
  }

  private @Nullable Element histograms(Win w, boolean isCounter, boolean isPerSecond) {
    List<Point> points = relevant(w, w.histograms());
    if (points == null || !areOfOneKind(w, points, isCounter)) {
      return null;
    }
    Interpolation line = new Interpolation(w.name(), annotations, w.position());
    int last = points.size() - 1;
    FloatHistogram left = RateRules.histogram(points, 0);
    boolean isLeftMade = isSmoothed(w) && points.get(0).timeMs() < w.startMs();
    if (isLeftMade) {
      left = between(line, points, 0, w.startMs(), isCounter);
    }
    FloatHistogram right = RateRules.histogram(points, last);
    if (left != null && isSmoothed(w) && last > 0 && points.get(last).timeMs() > w.endMs()) {
      right = between(line, points, last - 1, w.endMs(), isCounter);
    }
    if (left == null || right == null) {
      return null;
    }
    if (!isCounter && !(RateRules.isGauge(left) && RateRules.isGauge(right))) {
      annotations.histogramNoGauge(w.name(), w.position());
    }
    MutableHistogram result = MutableHistogram.of(right);
    if (!rates.note(w, result.subtract(MutableHistogram.of(left)), true)
        || (isCounter && !addTaken(w, points, isLeftMade, left, right, result))) {
      return null;
    }
    if (isPerSecond) {
      result.divide(w.rangeSeconds());
    }
    result.setResetHint(CounterResetHint.GAUGE);
    return WindowRules.value(w, result.compact().toHistogram());
  }

  private boolean areOfOneKind(Win w, List<Point> points, boolean isCounter) {
    boolean isCustom = SelectorRules.isCustom(RateRules.histogram(points, 0));
    for (int i = 0; i < points.size(); i++) {
      FloatHistogram h = RateRules.histogram(points, i);
      if (SelectorRules.isCustom(h) != isCustom) {
        annotations.mixedExponentialCustom(w.name(), w.position());
        return false;
      }
      if (isCounter && RateRules.isGauge(h)) {
        annotations.histogramNoCounter(w.name(), w.position());
      }
    }
    return true;
  }

  private static @Nullable FloatHistogram between(
      Interpolation line, List<Point> points, int i, long timeMs, boolean isCounter) {
    return line.between(
        points.get(i).timeMs(),
        RateRules.histogram(points, i),
        points.get(i + 1).timeMs(),
        RateRules.histogram(points, i + 1),
        timeMs,
        isCounter);
  }

  /** Adds what resets took, all in one; false when histograms do not go together. */
  private boolean addTaken(
      Win w,
      List<Point> points,
      boolean isLeftMade,
      FloatHistogram left,
      FloatHistogram right,
      MutableHistogram result) {
    List<FloatHistogram> chain = new ArrayList<>();
    for (int i = 0; i < points.size(); i++) {
      chain.add(RateRules.histogram(points, i));
    }
    // The interpolation has counted a reset right at the left edge.
    boolean isCounted =
        isLeftMade && chain.size() > 1 && HistogramResets.isReset(chain.get(1), chain.get(0));
    chain.set(0, left);
    if (chain.size() > 1) {
      if (!isCounted || chain.size() > 2) {
        chain.set(chain.size() - 1, right);
      }
    }
    if (isCounted) {
      chain.remove(0);
    }
    MutableHistogram taken = null;
    for (int i = 1; i < chain.size(); i++) {
      if (HistogramResets.isReset(chain.get(i), chain.get(i - 1))) {
        MutableHistogram lost = MutableHistogram.of(chain.get(i - 1));
        if (taken == null) {
          taken = lost;
        } else if (!rates.note(w, taken.add(lost), false)) {
          return false;
        }
      }
    }
    return taken == null || rates.note(w, result.add(taken), false);
  }
}
