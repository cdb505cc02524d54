package io.carillon.querier.fuzz;

import io.carillon.common.histogram.FloatHistogram;
import io.carillon.querier.function.Annotations;
import io.carillon.querier.function.Annotations.HistogramOperation;
import io.carillon.querier.function.GoFormat;
import io.carillon.querier.function.HistogramResets;
import io.carillon.querier.function.HistogramSums;
import io.carillon.querier.function.KahanSum;
import io.carillon.querier.function.Mean;
import io.carillon.querier.function.MutableHistogram;
import io.carillon.querier.parser.RangeExtension;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What functions of range vectors make of the samples of one window. */
final class WindowRules {
  private final Annotations annotations;
  private final RateRules rates;

  WindowRules(Annotations annotations) {
    this.annotations = annotations;
    rates = new RateRules(annotations);
  }

  /** The result; null when there is none. */
  @Nullable Element apply(String function, Win w) {
    return switch (function) {
      case "rate", "increase", "delta" -> rates.rate(function, w);
      case "irate", "idelta" -> rates.instant(function.equals("irate"), w);
      case "changes" -> neighbours(w, (a, b) -> !areSame(a, b));
      case "resets" -> neighbours(w, WindowRules::isReset);
      case "count_over_time" -> value(w, w.size());
      case "present_over_time" -> value(w, 1);
      case "avg_over_time", "sum_over_time" -> sum(w, function.startsWith("avg"));
      case "min_over_time", "max_over_time", "ts_of_min_over_time", "ts_of_max_over_time" ->
          extremum(w, function.contains("min_"), function.startsWith("ts_"));
      case "first_over_time" -> sample(w, inOrder(w).getFirst());
      case "last_over_time" -> sample(w, inOrder(w).getLast());
      case "ts_of_first_over_time" -> value(w, inOrder(w).getFirst().timeMs() / 1000.0);
      // Without samples of one kind upstream takes the time 0 for them.
      case "ts_of_last_over_time" ->
          value(
              w,
              (w.floats().isEmpty() || w.histograms().isEmpty()
                      ? Math.max(0, inOrder(w).getLast().timeMs())
                      : inOrder(w).getLast().timeMs())
                  / 1000.0);
      default -> ofFloats(function, w);
    };
  }

  static Element value(Win w, double value) {
    return new Element(w.labels(), w.dropsName(), value, null);
  }

  static Element value(Win w, FloatHistogram value) {
    return new Element(w.labels(), w.dropsName(), 0, value);
  }

  private static Element sample(Win w, Point point) {
    return new Element(w.labels(), w.dropsName(), point.value(), point.histogram());
  }

  private static List<Point> inOrder(Win w) {
    return Stream.concat(w.floats().stream(), w.histograms().stream())
        .sorted(Comparator.comparingLong(Point::timeMs))
        .toList();
  }

  /** Something about a sample and the one before. */
  @FunctionalInterface
  private interface Pair {
    boolean holds(Point before, Point after);
  }

  /** How often something holds between neighbours; anchored windows begin one sample earlier. */
  private static @Nullable Element neighbours(Win w, Pair pair) {
    List<Point> points = inOrder(w);
    if (w.extension() == RangeExtension.ANCHORED) {
      int inside = 0;
      while (inside < points.size() && points.get(inside).timeMs() <= w.startMs()) {
        inside++;
      }
      if (inside == points.size()) {
        return null;
      }
      points = points.subList(Math.max(0, inside - 1), points.size());
    }
    int count = 0;
    for (int i = 1; i < points.size(); i++) {
      if (pair.holds(points.get(i - 1), points.get(i))) {
        count++;
      }
    }
    return value(w, count);
  }

  private static boolean areSame(Point a, Point b) {
    FloatHistogram before = a.histogram();
    FloatHistogram after = b.histogram();
    if (before != null && after != null) {
      return HistogramResets.areEqual(after, before);
    }
    return before == null
        && after == null
        && (a.value() == b.value() || (Double.isNaN(a.value()) && Double.isNaN(b.value())));
  }

  private static boolean isReset(Point a, Point b) {
    FloatHistogram before = a.histogram();
    FloatHistogram after = b.histogram();
    if (before != null && after != null) {
      return HistogramResets.isReset(after, before);
    }
    return before != null || after != null || b.value() < a.value();
  }

  private @Nullable Element sum(Win w, boolean isMean) {
    if (isMixed(w)) {
      return null;
    }
    if (w.floats().isEmpty()) {
      return histogramSum(w, isMean);
    }
    if (isMean) {
      Mean mean = new Mean();
      mean.start(w.floats().get(0).value());
      w.floats().stream().skip(1).forEach(point -> mean.add(point.value()));
      return value(w, mean.value());
    }
    KahanSum sum = new KahanSum();
    w.floats().forEach(point -> sum.add(point.value()));
    return value(w, Double.isInfinite(sum.sum()) ? sum.sum() : sum.sum() + sum.compensation());
  }

  private boolean isMixed(Win w) {
    boolean isMixed = !w.floats().isEmpty() && !w.histograms().isEmpty();
    if (isMixed) {
      annotations.mixedFloatsHistograms(w.name(), w.position());
    }
    return isMixed;
  }

  private @Nullable Element histogramSum(Win w, boolean isMean) {
    HistogramSums sums = new HistogramSums(isMean);
    w.histograms().forEach(point -> sums.add(Objects.requireNonNull(point.histogram())));
    if (sums.isIncompatible()) {
      annotations.mixedExponentialCustom(w.name(), w.position());
      return null;
    }
    if (sums.doHintsConflict()) {
      annotations.conflictingResets(HistogramOperation.AGGREGATION, w.position());
    }
    if (sums.areBoundsReconciled()) {
      annotations.reconciledBounds(HistogramOperation.AGGREGATION, w.position());
    }
    MutableHistogram result = sums.result();
    return value(w, result.toHistogram());
  }

  private void noteIgnored(Win w) {
    if (!w.histograms().isEmpty()) {
      annotations.histogramIgnoredInMixedRange(w.name(), w.position());
    }
  }

  private @Nullable Element extremum(Win w, boolean isMin, boolean wantsTime) {
    if (w.floats().isEmpty()) {
      return null;
    }
    noteIgnored(w);
    List<Point> numbers = w.floats().stream().filter(p -> !Double.isNaN(p.value())).toList();
    if (numbers.isEmpty()) {
      // The first of all is NaN; each further NaN takes its place.
      return value(w, wantsTime ? w.floats().getLast().timeMs() / 1000.0 : Double.NaN);
    }
    Point best = numbers.get(0);
    for (Point point : numbers) {
      boolean isBetter = isMin ? point.value() < best.value() : point.value() > best.value();
      if (isBetter || (wantsTime && point.value() == best.value())) {
        best = point;
      }
    }
    return value(w, wantsTime ? best.timeMs() / 1000.0 : best.value());
  }

  private @Nullable Element ofFloats(String function, Win w) {
    if (function.equals("double_exponential_smoothing")) {
      requireFraction("smoothing factor. Expected: 0 < sf < 1", w.args()[0]);
      requireFraction("trend factor. Expected: 0 < tf < 1", w.args()[1]);
    }
    if (w.floats().isEmpty()) {
      return null;
    }
    double[] values = w.floats().stream().mapToDouble(Point::value).toArray();
    if (function.equals("quantile_over_time")) {
      double quantile = w.args()[0];
      if (!(quantile >= 0 && quantile <= 1)) {
        annotations.invalidQuantile(quantile, w.position());
      }
    }
    noteIgnored(w);
    return switch (function) {
      case "stddev_over_time" -> value(w, Math.sqrt(variance(values)));
      case "stdvar_over_time" -> value(w, variance(values));
      case "quantile_over_time" -> value(w, quantile(w.args()[0], values));
      case "mad_over_time" -> value(w, deviation(values));
      case "deriv", "predict_linear", "double_exponential_smoothing" ->
          values.length < 2 ? null : value(w, trend(function, w, values));
      default -> throw new IllegalArgumentException("unknown function " + function);
    };
  }

  private static void requireFraction(String name, double value) {
    if (value <= 0 || value >= 1) {
      throw new QueryFailure("invalid " + name + ", got: " + GoFormat.fixed(value));
    }
  }

  /** Welford's algorithm with compensated mean and squares. */
  private static double variance(double[] values) {
    KahanSum mean = new KahanSum();
    KahanSum squares = new KahanSum();
    for (int i = 0; i < values.length; i++) {
      double delta = values[i] - (mean.sum() + mean.compensation());
      mean.add(delta / (i + 1.0));
      squares.add(delta * (values[i] - (mean.sum() + mean.compensation())));
    }
    return (squares.sum() + squares.compensation()) / values.length;
  }

  /** Linear between ranks; NaN is the smallest. */
  static double quantile(double quantile, double[] values) {
    if (Double.isNaN(quantile)) {
      return Double.NaN;
    }
    if (quantile < 0) {
      return Double.NEGATIVE_INFINITY;
    }
    if (quantile > 1) {
      return Double.POSITIVE_INFINITY;
    }
    List<Double> sorted = new ArrayList<>();
    for (double value : values) {
      sorted.add(value);
    }
    sorted.sort(
        Comparator.<Double>comparingInt(value -> Double.isNaN(value) ? 0 : 1)
            .thenComparing(Comparator.naturalOrder()));
    double rank = quantile * (sorted.size() - 1);
    int lower = (int) Math.max(0, Math.floor(rank));
    int upper = Math.min(sorted.size() - 1, lower + 1);
    double weight = rank - Math.floor(rank);
    return sorted.get(lower) * (1 - weight) + sorted.get(upper) * weight;
  }

  private static double deviation(double[] values) {
    for (double value : values) {
      if (Double.isNaN(value)) {
        return Double.NaN;
      }
    }
    double median = quantile(0.5, values);
    double[] distances = new double[values.length];
    for (int i = 0; i < values.length; i++) {
      distances[i] = Math.abs(values[i] - median);
    }
    return quantile(0.5, distances);
  }

  private static double trend(String function, Win w, double[] values) {
    if (function.equals("double_exponential_smoothing")) {
      return smoothed(values, w.args()[0], w.args()[1]);
    }
    boolean isPrediction = function.equals("predict_linear");
    long originMs = isPrediction ? w.stepTimeMs() : w.floats().get(0).timeMs();
    KahanSum x = new KahanSum();
    KahanSum y = new KahanSum();
    KahanSum xy = new KahanSum();
    KahanSum xx = new KahanSum();
    for (Point point : w.floats()) {
      double seconds = (point.timeMs() - originMs) / 1000.0;
      x.add(seconds);
      y.add(point.value());
      xy.add(seconds * point.value());
      xx.add(seconds * seconds);
    }
    double n = values.length;
    double sumX = x.sum() + x.compensation();
    double sumY = y.sum() + y.compensation();
    double slope =
        (xy.sum() + xy.compensation() - sumX * sumY / n)
            / (xx.sum() + xx.compensation() - sumX * sumX / n);
    double intercept = sumY / n - slope * sumX / n;
    if (Arrays.stream(values).skip(1).allMatch(value -> value == values[0])) {
      slope = Double.isInfinite(values[0]) ? Double.NaN : 0;
      intercept = Double.isInfinite(values[0]) ? Double.NaN : values[0];
    }
    return isPrediction ? slope * w.args()[0] + intercept : slope;
  }

  private static double smoothed(double[] values, double factor, double trendFactor) {
    double level = values[0];
    double trend = values[1] - values[0];
    for (int i = 1; i < values.length; i++) {
      double next = factor * values[i] + (1 - factor) * (level + trend);
      if (i + 1 < values.length) {
        double newTrend = trendFactor * (next - level) + (1 - trendFactor) * trend;
        level = next;
        trend = newTrend;
      } else {
        level = next;
      }
    }
    return level;
  }
}
