package io.carillon.querier.exec;

import io.carillon.common.histogram.FloatHistogram;
import io.carillon.common.labels.Labels;
import io.carillon.querier.function.DateFunctions;
import io.carillon.querier.function.FloatFunctions;
import io.carillon.querier.function.GoMath;
import io.carillon.querier.function.HistogramEstimates;
import io.carillon.querier.function.Unimplemented;
import io.carillon.querier.function.WindowFunctions;
import io.carillon.querier.parser.ValueType;
import io.carillon.querier.plan.Plan;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.function.DoubleUnaryOperator;
import java.util.function.LongToDoubleFunction;
import java.util.function.ToDoubleFunction;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** Calls of functions that take no range vector. */
final class VectorCalls {
  private static final double MILLIS_PER_SECOND = 1000;

  private static final Map<String, ToDoubleFunction<FloatHistogram>> HISTOGRAM_FUNCTIONS =
      Map.of(
          "histogram_count", FloatHistogram::count,
          "histogram_sum", FloatHistogram::sum,
          "histogram_avg", h -> h.sum() / h.count(),
          "histogram_stdvar", HistogramEstimates::variance,
          "histogram_stddev", h -> Math.sqrt(HistogramEstimates.variance(h)));

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

  private static final Map<String, SelectorReader.Wanted> TIME_FUNCTIONS =
      Map.of(
          "timestamp", SelectorReader.Wanted.TIMESTAMP,
          "start_timestamp", SelectorReader.Wanted.START_TIMESTAMP);

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

  /** A call that computes each series of its argument alone, as a flow; else null. */
  @Nullable SeriesFlow flow(Plan.Call call, Grid grid) {
    Plan arg = call.args().isEmpty() ? null : call.args().get(0);
    SelectorReader.Wanted time = TIME_FUNCTIONS.get(call.function());
    if (time != null && arg instanceof Plan.InstantSelector selector) {
      return evaluator.renaming(selectors.instant(selector, grid, time), evaluator::dropName);
    }
    if (arg == null || arg.type() != ValueType.VECTOR || !isOfEachSeries(call.function())) {
      return null;
    }
    SeriesFlow flow = evaluator.flow(arg, grid);
    return flow == null ? null : evaluator.renaming(flow, ofSeries(call, grid)::apply);
  }

  private static boolean isOfEachSeries(String name) {
    return FloatFunctions.find(name) != null
        || DateFunctions.find(name) != null
        || switch (name) {
          case "round", "clamp", "clamp_min", "clamp_max" -> true;
          default -> HISTOGRAM_FUNCTIONS.containsKey(name);
        };
  }

  /** What becomes of a series of the argument; may be empty. */
  private UnaryOperator<StepSeries> ofSeries(Plan.Call call, Grid grid) {
    String name = call.function();
    DoubleUnaryOperator floatFunction = FloatFunctions.find(name);
    if (floatFunction != null) {
      return series -> floats(series, (value, _) -> floatFunction.applyAsDouble(value));
    }
    LongToDoubleFunction dateFunction = DateFunctions.find(name);
    if (dateFunction != null) {
      return series ->
          floats(series, (value, _) -> dateFunction.applyAsDouble(DateFunctions.toSeconds(value)));
    }
    ToDoubleFunction<FloatHistogram> histogramFunction = HISTOGRAM_FUNCTIONS.get(name);
    if (histogramFunction != null) {
      return series -> histograms(series, histogramFunction);
    }
    return name.equals("round") ? round(call, grid) : clamp(call, grid);
  }

  private List<StepSeries> bySteps(Plan.Call call, Grid grid) {
    String name = call.function();
    SelectorReader.Wanted time = TIME_FUNCTIONS.get(name);
    if (time != null && call.args().get(0) instanceof Plan.InstantSelector selector) {
      List<StepSeries> result = new ArrayList<>();
      selectors.run(
          selectors.instant(selector, grid, time),
          series -> result.add(evaluator.dropName(series)));
      return result;
    }
    LongToDoubleFunction dateFunction = DateFunctions.find(name);
    if (dateFunction != null && call.args().isEmpty()) {
      return List.of(dateOfSteps(dateFunction, grid));
    }
    if (isOfEachSeries(name)) {
      return evaluator.vector(call.args().get(0), grid).stream()
          .map(ofSeries(call, grid))
          .filter(series -> !series.isEmpty())
          .toList();
    }
    return switch (name) {
      case "sort", "sort_desc" -> sortCalls.byValue(call, grid);
      case "sort_by_label", "sort_by_label_desc" -> sortCalls.byLabels(call, grid);
      case "absent" -> absent(call.args().get(0), grid);
      case "timestamp" -> timestamp(call.args().get(0), grid);
      case "start_timestamp" -> {
        // What was calculated has counted since no time in particular.
        evaluator.vector(call.args().get(0), grid);
        yield List.of();
      }
      case "vector" -> List.of(constant(evaluator.scalar(call.args().get(0), grid)));
      default -> throw Unimplemented.of("the function " + name + "()");
    };
  }

  /** Evaluates a call that gives a scalar. */
  double[] scalar(Plan.Call call, Grid grid) {
    double[] result = new double[grid.count()];
    switch (call.function()) {
      case "time" -> Arrays.setAll(result, step -> grid.timeMs(step) / MILLIS_PER_SECOND);
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
  private StepSeries floats(StepSeries series, StepFunction function) {
    double[] values = new double[series.values().length];
    BitSet present = series.present();
    if (series.histograms() != null) {
      present = (BitSet) present.clone();
    }
    for (int step = present.nextSetBit(0); step >= 0; step = present.nextSetBit(step + 1)) {
      if (series.histogram(step) == null) {
        values[step] = function.apply(series.value(step), step);
      } else {
        present.clear(step);
      }
    }
    return evaluator.dropName(new StepSeries(series.labels(), true, values, present, null));
  }

  /** Applies a function to all histograms; floats are left out, the name goes. */
  private StepSeries histograms(StepSeries series, ToDoubleFunction<FloatHistogram> function) {
    StepSeriesBuilder builder = new StepSeriesBuilder(series.values().length);
    for (int step = series.present().nextSetBit(0);
        step >= 0;
        step = series.present().nextSetBit(step + 1)) {
      FloatHistogram histogram = series.histogram(step);
      if (histogram != null) {
        builder.set(step, function.applyAsDouble(histogram));
      }
    }
    return evaluator.dropName(builder.build(series.labels(), true));
  }

  private UnaryOperator<StepSeries> round(Plan.Call call, Grid grid) {
    if (call.args().size() == 1) {
      return series -> floats(series, (value, _) -> FloatFunctions.round(value, 1));
    }
    double[] nearest = evaluator.scalar(call.args().get(1), grid);
    return series -> floats(series, (value, step) -> FloatFunctions.round(value, nearest[step]));
  }

  private UnaryOperator<StepSeries> clamp(Plan.Call call, Grid grid) {
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
    return series -> {
      BitSet present = (BitSet) series.present().clone();
      present.and(possible);
      return floats(
          series.withPresent(present),
          (value, step) -> FloatFunctions.clamp(value, lower[step], upper[step]));
    };
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
    double[] times = new double[grid.count()];
    Arrays.setAll(times, step -> grid.timeMs(step) / MILLIS_PER_SECOND);
    for (StepSeries series : evaluator.vector(arg, grid)) {
      result.add(
          evaluator.dropName(new StepSeries(series.labels(), true, times, series.present(), null)));
    }
    return result;
  }
}
