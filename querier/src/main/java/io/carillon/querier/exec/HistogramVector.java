package io.carillon.querier.exec;

import io.carillon.common.histogram.FloatHistogram;
import io.carillon.common.labels.Labels;
import io.carillon.querier.function.Annotations.Monotonicity;
import io.carillon.querier.function.Buckets;
import io.carillon.querier.function.GoNumber;
import io.carillon.querier.parser.PositionRange;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Set;

/**
 * All histograms of a vector: native ones, and classic ones, whose buckets are found by their
 * labels without bound. Where both have the same labels at a step neither counts.
 */
final class HistogramVector {
  private static final String BUCKET_LABEL = "le";

  private final QueryContext context;
  private final PositionRange position;
  private final Grid grid;
  private final Map<Labels, List<Bucket>> classic = new LinkedHashMap<>();
  private final List<BadBucket> bad = new ArrayList<>();
  private final List<StepSeries> natives = new ArrayList<>();

  /** A series of buckets. */
  private record Bucket(StepSeries series, double upperBound) {
    boolean isFloat(int step) {
      return series.isPresent(step) && series.histogram(step) == null;
    }
  }

  /** A series that is a bucket of unknown bound, where it has floats. */
  private record BadBucket(StepSeries series, String boundText) {}

  /** A histogram and the labels of what is computed of it. */
  private record ResultKey(Labels histogram, Labels result) {}

  /** The labels of a result at a step. */
  @FunctionalInterface
  interface ResultLabels {
    Labels of(Labels histogram, int step);
  }

  /**
   * Sorts series into histograms.
   *
   * @param position of the vector, for notes
   */
  HistogramVector(
      QueryContext context, List<StepSeries> vector, PositionRange position, Grid grid) {
    this.context = context;
    this.position = position;
    this.grid = grid;
    for (StepSeries series : vector) {
      if (series.histograms() != null) {
        natives.add(series);
      }
      String boundText = series.labels().get(BUCKET_LABEL);
      OptionalDouble bound = GoNumber.parse(boundText);
      if (bound.isEmpty()) {
        bad.add(new BadBucket(series, boundText));
      } else {
        Labels labels = series.labels().toBuilder().remove(BUCKET_LABEL).build();
        classic
            .computeIfAbsent(labels, _ -> new ArrayList<>())
            .add(new Bucket(series, bound.getAsDouble()));
      }
    }
  }

  /** Computes something of each histogram at each step. */
  List<StepSeries> evaluate(HistogramEstimate estimate, ResultLabels resultLabels) {
    Map<ResultKey, StepSeriesBuilder> results = new LinkedHashMap<>();
    Map<String, Monotonicity> forced = new HashMap<>();
    for (int step = 0; step < grid.count(); step++) {
      context.checkAlive();
      noteBadBuckets(step);
      Set<Labels> conflicts = new HashSet<>();
      for (StepSeries series : natives) {
        FloatHistogram histogram = series.isPresent(step) ? series.histogram(step) : null;
        if (histogram == null) {
          continue;
        }
        if (hasClassic(series.labels(), step)) {
          context.annotations().mixedClassicNative(noteName(series.labels()), position);
          conflicts.add(series.labels());
        } else {
          double value = estimate.ofNative(histogram, noteName(series.labels()), step);
          builder(results, series.labels(), resultLabels, step).set(step, value);
        }
      }
      Set<String> forcedBefore = Set.copyOf(forced.keySet());
      evaluateClassic(estimate, resultLabels, results, forced, conflicts, step);
      // Upstream merges its notes into themselves at each further step.
      forced.replaceAll((name, note) -> forcedBefore.contains(name) ? note.doubled() : note);
    }
    forced.forEach((name, note) -> context.annotations().forcedMonotonicity(name, note, position));
    List<StepSeries> series = new ArrayList<>(results.size());
    results.forEach((key, builder) -> series.add(builder.build(key.result(), true)));
    return series;
  }

  private void evaluateClassic(
      HistogramEstimate estimate,
      ResultLabels resultLabels,
      Map<ResultKey, StepSeriesBuilder> results,
      Map<String, Monotonicity> forced,
      Set<Labels> conflicts,
      int step) {
    Buckets buckets = new Buckets();
    classic.forEach(
        (labels, series) -> {
          fill(buckets, series, step);
          if (buckets.isEmpty() || conflicts.contains(labels)) {
            return;
          }
          double value = estimate.ofClassic(buckets, step);
          builder(results, labels, resultLabels, step).set(step, value);
          if (buckets.isForcedMonotonic()) {
            forced.merge(noteName(labels), monotonicity(buckets, step), Monotonicity::plus);
          }
        });
  }

  private StepSeriesBuilder builder(
      Map<ResultKey, StepSeriesBuilder> results,
      Labels labels,
      ResultLabels resultLabels,
      int step) {
    return results.computeIfAbsent(
        new ResultKey(labels, resultLabels.of(labels, step)),
        _ -> new StepSeriesBuilder(grid.count()));
  }

  private void noteBadBuckets(int step) {
    for (BadBucket bucket : bad) {
      StepSeries series = bucket.series();
      if (series.isPresent(step) && series.histogram(step) == null) {
        context
            .annotations()
            .badBucketLabel(noteName(series.labels()), bucket.boundText(), position);
      }
    }
  }

  private boolean hasClassic(Labels labels, int step) {
    List<Bucket> same = classic.get(labels);
    return same != null && same.stream().anyMatch(bucket -> bucket.isFloat(step));
  }

  private static void fill(Buckets buckets, List<Bucket> series, int step) {
    buckets.clear();
    for (Bucket bucket : series) {
      if (bucket.isFloat(step)) {
        buckets.add(bucket.upperBound(), bucket.series().value(step));
      }
    }
  }

  private Monotonicity monotonicity(Buckets buckets, int step) {
    long timeMs = grid.timeMs(step);
    return new Monotonicity(
        buckets.minForcedBound(),
        buckets.maxForcedBound(),
        buckets.maxForcedDiff(),
        1,
        timeMs,
        timeMs);
  }

  private String noteName(Labels labels) {
    return context.delaysNameRemoval() ? labels.metricName() : "";
  }
}
