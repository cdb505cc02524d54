package io.carillon.querier.fuzz;

import io.carillon.common.histogram.CounterResetHint;
import io.carillon.common.histogram.FloatHistogram;
import io.carillon.common.histogram.NativeHistogram;
import io.carillon.common.labels.Labels;
import io.carillon.common.labels.Matcher;
import io.carillon.querier.function.HistogramResets;
import io.carillon.querier.function.Interpolation;
import io.carillon.querier.function.MutableHistogram;
import io.carillon.querier.parser.Expr;
import io.carillon.querier.parser.RangeExtension;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What selectors see: lookback, staleness, offset and @, and smoothed values between samples. */
final class SelectorRules {
  private final Scope scope;
  private final StatisticsUse statistics;

  SelectorRules(Scope scope, StatisticsUse statistics) {
    this.scope = scope;
    this.statistics = statistics;
  }

  /** The series of a selector with the samples from {@code minMs} to {@code maxMs}. */
  private record Fetched(List<FuzzSeries> series) {}

  private List<FuzzSeries> fetch(
      Expr.VectorSelector selector, Frame frame, long minMs, long maxMs) {
    return scope
        .remember(
            selector,
            frame,
            Fetched.class,
            () -> {
              List<FuzzSeries> found = fetch(scope.data(), selector.matchers(), minMs, maxMs);
              return new Fetched(
                  statistics.isOnly(selector)
                      ? found.stream().map(SelectorRules::withoutBuckets).toList()
                      : found);
            })
        .series();
  }

  static List<FuzzSeries> fetch(FuzzData data, List<Matcher> matchers, long minMs, long maxMs) {
    List<FuzzSeries> found = new ArrayList<>();
    for (FuzzSeries series : data.series()) {
      if (matchers.stream().allMatch(m -> m.matches(series.labels().get(m.name())))) {
        List<Point> points =
            series.points().stream()
                .filter(point -> point.timeMs() >= minMs && point.timeMs() <= maxMs)
                .toList();
        if (!points.isEmpty()) {
          found.add(new FuzzSeries(series.labels(), points));
        }
      }
    }
    return found;
  }

  /** Where only count and sum are wanted, resets are found before the buckets are left out. */
  private static FuzzSeries withoutBuckets(FuzzSeries series) {
    List<Point> points = new ArrayList<>();
    FloatHistogram previous = null;
    for (Point point : series.points()) {
      FloatHistogram h = point.histogram();
      if (h == null) {
        points.add(point);
        continue;
      }
      CounterResetHint hint = h.resetHint();
      if (!point.isStale()) {
        if (hint == CounterResetHint.UNKNOWN && previous != null) {
          hint =
              HistogramResets.isReset(h, previous)
                  ? CounterResetHint.RESET
                  : CounterResetHint.NOT_RESET;
        }
        previous = h;
      }
      double[] none = {};
      points.add(
          new Point(
              point.timeMs(),
              0,
              new FloatHistogram(
                  hint,
                  h.schema(),
                  0,
                  0,
                  h.count(),
                  h.sum(),
                  List.of(),
                  none,
                  List.of(),
                  none,
                  none)));
    }
    return new FuzzSeries(series.labels(), points);
  }

  /** The newest sample of each series that is not older than the lookback. */
  List<Element> instant(Expr.VectorSelector selector, Frame frame, long timeMs) {
    boolean isSmoothed = selector.extension() == RangeExtension.SMOOTHED;
    long lookAtMs = scope.shifted(selector.modifier(), timeMs);
    List<Element> result = new ArrayList<>();
    for (FuzzSeries series : fetchInstant(selector, frame)) {
      Element element =
          isSmoothed
              ? smoothed(selector, series, lookAtMs)
              : element(series.labels(), newest(series, lookAtMs));
      if (element != null) {
        result.add(element);
      }
    }
    return result;
  }

  /** When the newest sample was taken, in seconds. */
  List<Element> timestamps(Expr.VectorSelector selector, Frame frame, long timeMs) {
    // Beside an @ upstream forgets the offset, though not when it loads samples.
    long lookAtMs =
        selector.modifier().at() == null
            ? scope.shifted(selector.modifier(), timeMs)
            : scope.at(selector.modifier(), timeMs);
    List<Element> result = new ArrayList<>();
    for (FuzzSeries series : fetchInstant(selector, frame)) {
      Point newest = newest(series, lookAtMs);
      if (newest != null) {
        result.add(new Element(series.labels(), false, newest.timeMs() / 1000.0, null));
      }
    }
    return result;
  }

  private List<FuzzSeries> fetchInstant(Expr.VectorSelector selector, Frame frame) {
    boolean isSmoothed = selector.extension() == RangeExtension.SMOOTHED;
    long minMs = scope.shifted(selector.modifier(), frame.startMs()) - scope.lookbackMs() + 1;
    long maxMs =
        scope.shifted(selector.modifier(), frame.lastMs()) + (isSmoothed ? scope.lookbackMs() : 0);
    return fetch(selector, frame, minMs, maxMs);
  }

  @Nullable Point newest(FuzzSeries series, long timeMs) {
    Point newest = null;
    for (Point point : series.points()) {
      if (point.timeMs() <= timeMs && point.timeMs() > timeMs - scope.lookbackMs()) {
        newest = point;
      }
    }
    return newest == null || newest.isStale() ? null : newest;
  }

  private static @Nullable Element element(Labels labels, @Nullable Point point) {
    return point == null ? null : new Element(labels, false, point.value(), point.histogram());
  }

  /** The samples that a range selector's windows are cut from. */
  List<FuzzSeries> fetchRange(Expr.MatrixSelector selector, Frame frame) {
    Expr.VectorSelector vector = selector.vector();
    boolean isExtended = vector.extension() != RangeExtension.NONE;
    boolean isSmoothed = vector.extension() == RangeExtension.SMOOTHED;
    long rangeMs = scope.durations().positiveMs(selector.range());
    long beforeMs = isExtended ? scope.lookbackMs() : 0;
    long minMs = scope.shifted(vector.modifier(), frame.startMs()) - rangeMs - beforeMs + 1;
    long maxMs =
        scope.shifted(vector.modifier(), frame.lastMs()) + (isSmoothed ? scope.lookbackMs() : 0);
    return fetch(vector, frame, minMs, maxMs);
  }

  private @Nullable Element smoothed(Expr.VectorSelector selector, FuzzSeries series, long timeMs) {
    List<Point> near =
        series.points().stream()
            .filter(point -> !point.isStale())
            .filter(point -> point.timeMs() > timeMs - scope.lookbackMs())
            .filter(point -> point.timeMs() <= timeMs + scope.lookbackMs())
            .toList();
    boolean hasFloats = near.stream().anyMatch(point -> point.histogram() == null);
    boolean hasHistograms = near.stream().anyMatch(point -> point.histogram() != null);
    if (hasFloats && hasHistograms) {
      scope.annotations().mixedFloatsHistograms(series.labels().metricName(), selector.position());
      return null;
    }
    Point before = null;
    for (Point point : near) {
      if (point.timeMs() < timeMs) {
        before = point;
      } else if (point.timeMs() == timeMs) {
        return element(series.labels(), point);
      } else {
        return before == null ? null : between(selector, series.labels(), before, point, timeMs);
      }
    }
    if (before == null || before.histogram() == null) {
      return element(series.labels(), before);
    }
    MutableHistogram carried = MutableHistogram.of(before.histogram());
    carried.setResetHint(CounterResetHint.UNKNOWN);
    return new Element(series.labels(), false, 0, carried.toHistogram());
  }

  private @Nullable Element between(
      Expr.VectorSelector selector, Labels labels, Point before, Point after, long timeMs) {
    FloatHistogram from = before.histogram();
    FloatHistogram to = after.histogram();
    if (from == null || to == null) {
      double share = timeMs - before.timeMs();
      double value =
          before.value()
              + (after.value() - before.value()) * share / (after.timeMs() - before.timeMs());
      return new Element(labels, false, value, null);
    }
    boolean isCounter =
        from.resetHint() != CounterResetHint.GAUGE || to.resetHint() != CounterResetHint.GAUGE;
    boolean isMixed = isCustom(from) != isCustom(to);
    FloatHistogram result =
        new Interpolation(labels.metricName(), scope.annotations(), selector.position())
            .between(before.timeMs(), from, after.timeMs(), to, timeMs, isCounter && !isMixed);
    return result == null ? null : new Element(labels, false, 0, result);
  }

  static boolean isCustom(FloatHistogram h) {
    return h.schema() == NativeHistogram.CUSTOM_BUCKETS_SCHEMA;
  }
}
