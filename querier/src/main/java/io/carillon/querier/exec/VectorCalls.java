package io.carillon.querier.exec;

import io.carillon.common.histogram.FloatHistogram;
import io.carillon.common.labels.Labels;
import io.carillon.querier.function.DateFunctions;
import io.carillon.querier.function.FloatFunctions;
import io.carillon.querier.function.GoMath;
import io.carillon.querier.function.HistogramEstimates;
import io.carillon.querier.function.Unimplemented;
import io.carillon.querier.function.WindowFunctions;
import io.carillon.querier.plan.Plan;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.function.DoubleUnaryOperator;
import java.util.function.LongToDoubleFunction;
import java.util.function.ToDoubleFunction;

/** Calls of functions that take no range vector. */
final class VectorCalls {
  private static final double MILLIS_PER_SECOND = 1000;

  private final QueryContext context;
  private final SelectorReader selectors;
  private final Evaluator evaluator;
  private final LabelCalls labelCalls;
  private final SortCalls sortCalls;
  private final HistogramCalls histogramCalls;

  VectorCalls(QueryContext context, SelectorReader selectors, Evaluator evaluator) {
    this.context = context;
    this.selectors = selectors;
    this.evaluator = evaluator;
    labelCalls = new LabelCalls(evaluator);
    sortCalls = new SortCalls(context, evaluator);
    histogramCalls = new HistogramCalls(context, evaluator);
  }

  boolean handles(Plan.Call call) {
    return WindowFunctions.find(call.function()) == null;
  }

  /** A value of a series at a step, from the value that was there. */
  @FunctionalInterface
  private interface StepFunction {
    double apply(double value, int step);
  }

  /** Evaluates a call that gives a vector. */
  List<StepSeries> call(Plan.Call call, Grid grid) {
    return switch (call.function()) {
      case "label_replace" -> labelCalls.replace(call, grid);
      case "info" ->
          new InfoCall(context, selectors, call, grid)
              .evaluate(evaluator.vector(call.args().get(0), grid));
      case "label_join" -> labelCalls.join(call, grid);
      case "histogram_quantile" -> histogramCalls.quantile(call, grid);
      case "histogram_quantiles" -> histogramCalls.quantiles(call, grid);
      case "histogram_fraction" -> histogramCalls.fraction(call, grid);
      default -> evaluator.checkSameLabels(bySteps(call, grid), grid);
    };
  }

  private List<StepSeries> bySteps(Plan.Call call, Grid grid) {
    String name = call.function();
    DoubleUnaryOperator floatFunction = FloatFunctions.find(name);
    if (floatFunction != null) {
      return floats(call, grid, (value, _) -> floatFunction.applyAsDouble(value));
    }
    LongToDoubleFunction dateFunction = DateFunctions.find(name);
    if (dateFunction != null) {
      return call.args().isEmpty()
          ? List.of(dateOfSteps(dateFunction, grid))
          : floats(
              call, grid, (value, _) -> dateFunction.applyAsDouble(DateFunctions.toSeconds(value)));
    }
    return switch (name) {
      case "round" -> round(call, grid);
      case "clamp", "clamp_min", "clamp_max" -> clamp(call, grid);
      case "sort", "sort_desc" -> sortCalls.byValue(call, grid);
      case "sort_by_label", "sort_by_label_desc" -> sortCalls.byLabels(call, grid);
      case "absent" -> absent(call.args().get(0), grid);
      case "timestamp" -> timestamp(call.args().get(0), grid);
      case "start_timestamp" -> {
        if (call.args().get(0) instanceof Plan.InstantSelector selector) {
          yield StartTimestamps.read(selector, grid, context).stream()
              .map(evaluator::dropName)
              .toList();
        }
        // What was calculated has counted since no time in particular.
        evaluator.vector(call.args().get(0), grid);
        yield List.of();
      }
      case "vector" -> List.of(constant(evaluator.scalar(call.args().get(0), grid)));
      case "histogram_count" -> histograms(call, grid, FloatHistogram::count);
      case "histogram_sum" -> histograms(call, grid, FloatHistogram::sum);
      case "histogram_avg" -> histograms(call, grid, h -> h.sum() / h.count());
      case "histogram_stdvar" -> histograms(call, grid, HistogramEstimates::variance);
      case "histogram_stddev" ->
          histograms(call, grid, h -> Math.sqrt(HistogramEstimates.variance(h)));
      default -> throw Unimplemented.of("the function " + name + "()");
    };
  }

  /** Evaluates a call that gives a scalar. */
  double[] scalar(Plan.Call call, Grid grid) {
    double[] result = new double[grid.count()];
    switch (call.function()) {
      case "time" -> Arrays.setAll(result, step -> grid.timeMs(step) / MILLIS_PER_SECOND);
      case "pi" -> Arrays.fill(result, Math.PI);
      case "scalar" -> scalarOf(evaluator.vector(call.args().get(0), grid), result);
      case "min_of", "max_of" -> {
        boolean isMin = call.function().equals("min_of");
        double[] a = evaluator.scalar(call.args().get(0), grid);
        double[] b = evaluator.scalar(call.args().get(1), grid);
        Arrays.setAll(
            result, step -> isMin ? GoMath.min(a[step], b[step]) : GoMath.max(a[step], b[step]));
      }
      default -> throw Unimplemented.of("the function " + call.function() + "()");
    }
    return result;
  }

  /** The only float of a step, else NaN. */
  private static void scalarOf(List<StepSeries> vector, double[] result) {
    Arrays.fill(result, Double.NaN);
    BitSet found = new BitSet(result.length);
    for (StepSeries series : vector) {
      for (int step = 0; step < result.length; step++) {
        if (series.isPresent(step) && series.histogram(step) == null) {
          result[step] = found.get(step) ? Double.NaN : series.value(step);
          found.set(step);
        }
      }
    }
  }

  private static StepSeries constant(double[] values) {
    BitSet all = new BitSet(values.length);
    all.set(0, values.length);
    return new StepSeries(Labels.EMPTY, false, values, all, null);
  }

  private static StepSeries dateOfSteps(LongToDoubleFunction function, Grid grid) {
    double[] values = new double[grid.count()];
    Arrays.setAll(values, step -> function.applyAsDouble(grid.timeMs(step) / 1000));
    return constant(values);
  }

  /** Applies a function to all floats; histograms are left out, the name goes. */
  private List<StepSeries> floats(Plan.Call call, Grid grid, StepFunction function) {
    List<StepSeries> result = new ArrayList<>();
    for (StepSeries series : evaluator.vector(call.args().get(0), grid)) {
      StepSeriesBuilder builder = new StepSeriesBuilder(grid.count());
      for (int step = series.present().nextSetBit(0);
          step >= 0;
          step = series.present().nextSetBit(step + 1)) {
        if (series.histogram(step) == null) {
          builder.set(step, function.apply(series.value(step), step));
        }
      }
      if (!builder.isEmpty()) {
        result.add(evaluator.dropName(builder.build(series.labels(), true)));
      }
    }
    return result;
  }

  /** Applies a function to all histograms; floats are left out, the name goes. */
  private List<StepSeries> histograms(
      Plan.Call call, Grid grid, ToDoubleFunction<FloatHistogram> function) {
    List<StepSeries> result = new ArrayList<>();
    for (StepSeries series : evaluator.vector(call.args().get(0), grid)) {
      StepSeriesBuilder builder = new StepSeriesBuilder(grid.count());
      for (int step = series.present().nextSetBit(0);
          step >= 0;
          step = series.present().nextSetBit(step + 1)) {
        FloatHistogram histogram = series.histogram(step);
        if (histogram != null) {
          builder.set(step, function.applyAsDouble(histogram));
        }
      }
      if (!builder.isEmpty()) {
        result.add(evaluator.dropName(builder.build(series.labels(), true)));
      }
    }
    return result;
  }

  private List<StepSeries> round(Plan.Call call, Grid grid) {
    if (call.args().size() == 1) {
      return floats(call, grid, (value, _) -> FloatFunctions.round(value, 1));
    }
    double[] nearest = evaluator.scalar(call.args().get(1), grid);
    return floats(call, grid, (value, step) -> FloatFunctions.round(value, nearest[step]));
  }

  private List<StepSeries> clamp(Plan.Call call, Grid grid) {
    double[] min = new double[grid.count()];
    double[] max = new double[grid.count()];
    Arrays.fill(min, Double.NEGATIVE_INFINITY);
    Arrays.fill(max, Double.POSITIVE_INFINITY);
    switch (call.function()) {
      case "clamp_min" -> min = evaluator.scalar(call.args().get(1), grid);
      case "clamp_max" -> max = evaluator.scalar(call.args().get(1), grid);
      default -> {
        min = evaluator.scalar(call.args().get(1), grid);
        max = evaluator.scalar(call.args().get(2), grid);
      }
    }
    BitSet possible = new BitSet(grid.count());
    for (int step = 0; step < grid.count(); step++) {
      possible.set(step, !(max[step] < min[step]));
    }
    double[] lower = min;
    double[] upper = max;
    List<StepSeries> result = new ArrayList<>();
    for (StepSeries series :
        floats(
            call, grid, (value, step) -> FloatFunctions.clamp(value, lower[step], upper[step]))) {
      BitSet present = (BitSet) series.present().clone();
      present.and(possible);
      if (!present.isEmpty()) {
        result.add(series.withPresent(present));
      }
    }
    return result;
  }

  private List<StepSeries> absent(Plan arg, Grid grid) {
    BitSet seen = new BitSet(grid.count());
    evaluator.stream(arg, grid, series -> seen.or(series.present()));
    Labels labels =
        arg instanceof Plan.InstantSelector selector
            ? AbsentLabels.of(selector.matchers())
            : Labels.EMPTY;
    StepSeries absent = AbsentLabels.where(seen, labels, grid);
    return absent.isEmpty() ? List.of() : List.of(absent.withLabels(labels, false));
  }

  private List<StepSeries> timestamp(Plan arg, Grid grid) {
    List<StepSeries> result = new ArrayList<>();
    if (arg instanceof Plan.InstantSelector selector) {
      selectors.readInstant(
          selector,
          grid,
          SelectorReader.Wanted.TIMESTAMP,
          series -> result.add(evaluator.dropName(series)));
      return result;
    }
    double[] times = new double[grid.count()];
    Arrays.setAll(times, step -> grid.timeMs(step) / MILLIS_PER_SECOND);
    for (StepSeries series : evaluator.vector(arg, grid)) {
      result.add(
          evaluator.dropName(new StepSeries(series.labels(), true, times, series.present(), null)));
    }
    return result;
  }
}
