package io.carillon.querier.fuzz;

import io.carillon.common.histogram.CounterResetHint;
import io.carillon.common.histogram.FloatHistogram;
import io.carillon.querier.function.Annotations;
import io.carillon.querier.function.Annotations.HistogramOperation;
import io.carillon.querier.function.HistogramOutcome;
import io.carillon.querier.function.HistogramResets;
import io.carillon.querier.function.MutableHistogram;
import io.carillon.querier.parser.RangeExtension;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** rate, increase, delta, irate, idelta. */
final class RateRules {
  private static final List<String> COUNTER_SUFFIXES =
      List.of("_total", "_sum", "_count", "_bucket");

  private final Annotations annotations;
  private final ExtendedRateRules extended;

  RateRules(Annotations annotations) {
    this.annotations = annotations;
    extended = new ExtendedRateRules(annotations, this);
  }

  @Nullable Element rate(String function, Win w) {
    if (!w.floats().isEmpty() && !w.histograms().isEmpty()) {
      annotations.mixedFloatsHistograms(w.name(), w.position());
      return null;
    }
    boolean isCounter = !function.equals("delta");
    boolean isPerSecond = function.equals("rate");
    Element result =
        w.extension() == RangeExtension.NONE
            ? extrapolated(w, isCounter, isPerSecond)
            : extended.rate(w, isCounter, isPerSecond);
    if (isCounter
        && result != null
        && result.isFloat()
        && !w.name().isEmpty()
        && COUNTER_SUFFIXES.stream().noneMatch(w.name()::endsWith)) {
      annotations.possibleNonCounter(w.name(), w.position());
    }
    return result;
  }

  private @Nullable Element extrapolated(Win w, boolean isCounter, boolean isPerSecond) {
    if (w.size() < 2) {
      return null;
    }
    if (w.histograms().isEmpty()) {
      double first = w.floats().getFirst().value();
      double difference = w.floats().getLast().value() - first;
      for (int i = 1; isCounter && i < w.floats().size(); i++) {
        if (w.floats().get(i).value() < w.floats().get(i - 1).value()) {
          difference += w.floats().get(i - 1).value();
        }
      }
      double factor = factor(w, w.floats(), isCounter, first, difference);
      return WindowRules.value(w, difference * (isPerSecond ? factor / w.rangeSeconds() : factor));
    }
    MutableHistogram difference = histogramDifference(w, isCounter);
    if (difference == null) {
      return null;
    }
    double factor =
        factor(
            w, w.histograms(), isCounter, histogram(w.histograms(), 0).count(), difference.count());
    difference.multiply(isPerSecond ? factor / w.rangeSeconds() : factor);
    return WindowRules.value(w, difference.toHistogram());
  }

  /** How much longer than its samples a window is taken to be. */
  private static double factor(
      Win w, List<Point> points, boolean isCounter, double first, double difference) {
    double sampled = (points.getLast().timeMs() - points.getFirst().timeMs()) / 1000.0;
    double gap = sampled / (points.size() - 1);
    double toStart = (points.getFirst().timeMs() - w.startMs()) / 1000.0;
    double toEnd = (w.endMs() - points.getLast().timeMs()) / 1000.0;
    if (toStart >= gap * 1.1) {
      toStart = gap / 2;
    }
    if (isCounter && difference > 0 && first >= 0) {
      double toZero = sampled * (first / difference);
      toStart = toZero < toStart ? toZero : toStart;
    }
    if (toEnd >= gap * 1.1) {
      toEnd = gap / 2;
    }
    return sampled == 0 ? 1 : (sampled + toStart + toEnd) / sampled;
  }

  static FloatHistogram histogram(List<Point> points, int i) {
    return Objects.requireNonNull(points.get(i).histogram());
  }

  private @Nullable MutableHistogram histogramDifference(Win w, boolean isCounter) {
    List<FloatHistogram> all = new ArrayList<>();
    for (int i = 0; i < w.histograms().size(); i++) {
      all.add(histogram(w.histograms(), i));
    }
    FloatHistogram last = all.getLast();
    boolean areEndsGauges = isGauge(all.getFirst()) && isGauge(last);
    if (isCounter && (isGauge(all.getFirst()) || isGauge(last))) {
      annotations.histogramNoCounter(w.name(), w.position());
    }
    if (isCounter && HistogramResets.isReset(all.get(1), all.get(0))) {
      all.set(0, emptyLike(all.get(1)));
    }
    List<FloatHistogram> relevant = isCounter ? all : List.of(all.getFirst(), last);
    if (isCounter && areOfOneKind(List.of(all.getFirst(), last))) {
      all.subList(1, all.size() - 1).stream()
          .filter(RateRules::isGauge)
          .forEach(_ -> annotations.histogramNoCounter(w.name(), w.position()));
    }
    if (!areOfOneKind(relevant)) {
      annotations.mixedExponentialCustom(w.name(), w.position());
      return null;
    }
    int schema = relevant.stream().mapToInt(FloatHistogram::schema).min().orElseThrow();
    MutableHistogram result = MutableHistogram.of(last);
    result.add(MutableHistogram.of(empty(schema, last.customValues())));
    if (!note(w, result.subtract(MutableHistogram.of(all.getFirst())), true)) {
      return null;
    }
    for (int i = 1; isCounter && i < all.size(); i++) {
      if (HistogramResets.isReset(all.get(i), all.get(i - 1))
          && !note(w, result.add(MutableHistogram.of(all.get(i - 1))), false)) {
        return null;
      }
    }
    if (!isCounter && !areEndsGauges) {
      annotations.histogramNoGauge(w.name(), w.position());
    }
    result.setResetHint(CounterResetHint.GAUGE);
    return result.compact();
  }

  private static boolean areOfOneKind(List<FloatHistogram> histograms) {
    return histograms.stream().map(SelectorRules::isCustom).distinct().count() == 1;
  }

  static boolean isGauge(FloatHistogram h) {
    return h.resetHint() == CounterResetHint.GAUGE;
  }

  private static FloatHistogram emptyLike(FloatHistogram h) {
    return empty(h.schema(), h.customValues());
  }

  static FloatHistogram empty(int schema, double[] bounds) {
    double[] none = {};
    return new FloatHistogram(
        CounterResetHint.UNKNOWN, schema, 0, 0, 0, 0, List.of(), none, List.of(), none, bounds);
  }

  /** Notes what became of a calculation; whether there is a result. */
  boolean note(Win w, HistogramOutcome outcome, boolean isSubtraction) {
    if (outcome.isIncompatible()) {
      annotations.mixedExponentialCustom(w.name(), w.position());
    } else if (outcome.areBoundsReconciled()) {
      annotations.reconciledBounds(
          isSubtraction ? HistogramOperation.SUBTRACTION : HistogramOperation.ADDITION,
          w.position());
    }
    return !outcome.isIncompatible();
  }

  @Nullable Element instant(boolean isRate, Win w) {
    List<Point> points = new ArrayList<>(w.floats());
    points.addAll(w.histograms());
    points.sort(Comparator.comparingLong(Point::timeMs));
    if (points.size() < 2) {
      return null;
    }
    Point before = points.get(points.size() - 2);
    Point last = points.getLast();
    double gapMs = last.timeMs() - before.timeMs();
    if ((before.histogram() == null) != (last.histogram() == null)) {
      annotations.mixedFloatsHistograms(w.name(), w.position());
      return null;
    }
    if (last.histogram() == null) {
      boolean isReset = isRate && last.value() < before.value();
      double difference = isReset ? last.value() : last.value() - before.value();
      return WindowRules.value(w, isRate ? difference / (gapMs / 1000) : difference);
    }
    return instant(isRate, w, Objects.requireNonNull(before.histogram()), last.histogram(), gapMs);
  }

  private @Nullable Element instant(
      boolean isRate, Win w, FloatHistogram before, FloatHistogram last, double gapMs) {
    if (isRate && (isGauge(before) || isGauge(last))) {
      annotations.histogramNoCounter(w.name(), w.position());
    }
    if (!isRate && !(isGauge(before) && isGauge(last))) {
      annotations.histogramNoGauge(w.name(), w.position());
    }
    MutableHistogram result = MutableHistogram.of(last);
    if (!(isRate && HistogramResets.isReset(last, before))
        && !note(w, result.subtract(MutableHistogram.of(before)), true)) {
      return null;
    }
    result.setResetHint(CounterResetHint.GAUGE);
    result.compact();
    return WindowRules.value(w, (isRate ? result.divide(gapMs / 1000) : result).toHistogram());
  }
}
