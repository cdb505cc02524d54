package io.carillon.querier.exec;

import io.carillon.common.labels.Labels;
import io.carillon.querier.function.Annotations.Monotonicity;
import io.carillon.querier.function.Buckets;
import io.carillon.querier.function.GoNumber;
import io.carillon.querier.function.Quantiles;
import io.carillon.querier.function.Unimplemented;
import io.carillon.querier.parser.PositionRange;
import io.carillon.querier.plan.Plan;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;

/** histogram_quantile and its relatives over classic histograms. */
final class HistogramCalls {
  private static final String BUCKET_LABEL = "le";

  private final QueryContext context;
  private final Evaluator evaluator;

  HistogramCalls(QueryContext context, Evaluator evaluator) {
    this.context = context;
    this.evaluator = evaluator;
  }

  /** What is computed of the buckets of a histogram at a step. */
  @FunctionalInterface
  private interface BucketFunction {
    double apply(Buckets buckets, int step);
  }

  /** A series of buckets. */
  private record Bucket(StepSeries series, double upperBound) {}

  /** A series that is a bucket of unknown bound, where it has floats. */
  private record BadBucket(StepSeries series, String boundText) {}

  List<StepSeries> quantile(Plan.Call call, Grid grid) {
    Plan param = call.args().get(0);
    Plan vector = call.args().get(1);
    double[] quantiles = evaluator.scalar(param, grid);
    Histogram histograms = read(vector, grid);
    for (double quantile : quantiles) {
      warnWhenInvalid(quantile, param);
    }
    return evaluator.checkSameLabels(
        histograms.evaluate(
            call.function(), (buckets, step) -> buckets.quantile(quantiles[step]), null),
        grid);
  }

  List<StepSeries> quantiles(Plan.Call call, Grid grid) {
    Histogram histograms = read(call.args().get(0), grid);
    String label = ((Plan.Text) call.args().get(1)).value();
    List<StepSeries> result = new ArrayList<>();
    for (Plan param : call.args().subList(2, call.args().size())) {
      double[] quantiles = evaluator.scalar(param, grid);
      for (double quantile : quantiles) {
        warnWhenInvalid(quantile, param);
      }
      result.addAll(
          histograms.evaluate(
              call.function(),
              (buckets, step) -> buckets.quantile(quantiles[step]),
              (labels, step) ->
                  labels.toBuilder().set(label, OpenMetricsFloat.format(quantiles[step])).build()));
    }
    return evaluator.checkSameLabels(result, grid);
  }

  List<StepSeries> fraction(Plan.Call call, Grid grid) {
    double[] lower = evaluator.scalar(call.args().get(0), grid);
    double[] upper = evaluator.scalar(call.args().get(1), grid);
    return evaluator.checkSameLabels(
        read(call.args().get(2), grid)
            .evaluate(
                call.function(),
                (buckets, step) -> buckets.fraction(lower[step], upper[step]),
                null),
        grid);
  }

  private void warnWhenInvalid(double quantile, Plan param) {
    if (Quantiles.isInvalid(quantile)) {
      context.annotations().invalidQuantile(quantile, param.position());
    }
  }

  private Histogram read(Plan vector, Grid grid) {
    return new Histogram(evaluator.vector(vector, grid), vector.position(), grid);
  }

  /** Changes the labels of a result at a step. */
  @FunctionalInterface
  private interface Relabel {
    Labels apply(Labels labels, int step);
  }

  /** A histogram and the labels of what is computed of it. */
  private record ResultKey(Labels histogram, Labels result) {}

  /** All histograms of a vector, classic ones by their labels without bound. */
  private final class Histogram {
    private final PositionRange position;
    private final Grid grid;
    private final Map<Labels, List<Bucket>> classic = new LinkedHashMap<>();
    private final List<BadBucket> bad = new ArrayList<>();
    private final List<StepSeries> natives = new ArrayList<>();

    Histogram(List<StepSeries> vector, PositionRange position, Grid grid) {
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

    List<StepSeries> evaluate(
        String function, BucketFunction bucketFunction, @Nullable Relabel relabel) {
      Map<ResultKey, StepSeriesBuilder> results = new LinkedHashMap<>();
      Map<String, Monotonicity> forced = new HashMap<>();
      Buckets buckets = new Buckets();
      for (int step = 0; step < grid.count(); step++) {
        context.checkAlive();
        noteBadBuckets(step);
        Map<String, Monotonicity> forcedBefore = Map.copyOf(forced);
        Map<Labels, StepSeries> conflicts = conflicts(function, step);
        for (Map.Entry<Labels, List<Bucket>> entry : classic.entrySet()) {
          Labels labels = entry.getKey();
          fill(buckets, entry.getValue(), step);
          if (buckets.isEmpty() || conflicts.containsKey(labels)) {
            continue;
          }
          double value = bucketFunction.apply(buckets, step);
          results
              .computeIfAbsent(
                  new ResultKey(labels, relabel == null ? labels : relabel.apply(labels, step)),
                  _ -> new StepSeriesBuilder(grid.count()))
              .set(step, value);
          if (buckets.isForcedMonotonic()) {
            forced.merge(noteName(labels), monotonicity(buckets, step), Monotonicity::plus);
          }
        }
        // Upstream merges its notes into themselves at each further step.
        forced.replaceAll((name, note) -> forcedBefore.containsKey(name) ? note.doubled() : note);
      }
      forced.forEach(
          (name, note) -> context.annotations().forcedMonotonicity(name, note, position));
      List<StepSeries> series = new ArrayList<>(results.size());
      results.forEach(
          (key, builder) -> series.add(evaluator.dropName(builder.build(key.result(), true))));
      return series;
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

    /** Native histograms that have a classic one of the same labels beside them. */
    private Map<Labels, StepSeries> conflicts(String function, int step) {
      Map<Labels, StepSeries> conflicts = new HashMap<>();
      for (StepSeries series : natives) {
        if (!series.isPresent(step) || series.histogram(step) == null) {
          continue;
        }
        List<Bucket> same = classic.get(series.labels());
        if (same != null && same.stream().anyMatch(bucket -> isFloat(bucket, step))) {
          context.annotations().mixedClassicNative(noteName(series.labels()), position);
          conflicts.put(series.labels(), series);
        } else {
          throw Unimplemented.onHistograms(function + "()");
        }
      }
      return conflicts;
    }

    private void fill(Buckets buckets, List<Bucket> series, int step) {
      buckets.clear();
      for (Bucket bucket : series) {
        if (isFloat(bucket, step)) {
          buckets.add(bucket.upperBound(), bucket.series().value(step));
        }
      }
    }

    private static boolean isFloat(Bucket bucket, int step) {
      return bucket.series().isPresent(step) && bucket.series().histogram(step) == null;
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
}
