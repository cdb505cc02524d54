package io.carillon.querier.exec;

import io.carillon.common.histogram.CounterResetHint;
import io.carillon.common.histogram.FloatHistogram;
import io.carillon.common.labels.Labels;
import io.carillon.querier.function.Window;
import io.carillon.querier.function.WindowFunction;
import io.carillon.querier.function.WindowFunctions;
import io.carillon.querier.function.WindowSamples;
import io.carillon.querier.parser.PositionRange;
import io.carillon.querier.parser.RangeExtension;
import io.carillon.querier.parser.ValueType;
import io.carillon.querier.plan.Plan;
import io.carillon.querier.plan.TimeShift;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;

/** Calls of functions that take a range vector: a window slides once over each series. */
final class WindowCalls {
  /** Upstream loses the position of a subquery when it takes the place of a selector. */
  private static final PositionRange SUBQUERY_POSITION = new PositionRange(0, 0);

  private static final List<String> COUNTER_SUFFIXES =
      List.of("_total", "_sum", "_count", "_bucket");

  private static final List<String> ANCHORED_FUNCTIONS =
      List.of("changes", "delta", "increase", "rate", "resets");
  private static final List<String> SMOOTHED_FUNCTIONS = List.of("delta", "increase", "rate");

  private final QueryContext context;
  private final SelectorReader selectors;
  private final Evaluator evaluator;

  WindowCalls(QueryContext context, SelectorReader selectors, Evaluator evaluator) {
    this.context = context;
    this.selectors = selectors;
    this.evaluator = evaluator;
  }

  boolean handles(Plan.Call call) {
    return WindowFunctions.find(call.function()) != null;
  }

  /** Evaluates a call, handing over one series after the other. */
  void stream(Plan.Call call, Grid grid, SeriesSink sink) {
    Plan range = null;
    for (Plan arg : call.args()) {
      if (arg instanceof Plan.RangeSelector || arg instanceof Plan.Subquery) {
        range = arg;
        break;
      }
    }
    if (range == null) {
      evaluateForNotes(call, grid);
      return;
    }
    Running running = new Running(call, grid, scalarArguments(call, grid), sink);
    switch (range) {
      case Plan.RangeSelector selector -> {
        checkExtension(call.function(), selector.extension());
        Window.Extent extent =
            new Window.Extent(selector.rangeMs(), selector.extension(), context.lookbackMs());
        selectors.readRange(
            selector,
            grid,
            (labels, column) ->
                running.slide(labels, false, WindowSamples.of(column), selector.time(), extent));
      }
      case Plan.Subquery subquery -> {
        Grid inner = subqueryGrid(subquery, grid);
        for (StepSeries series : evaluator.vector(subquery.inner(), inner)) {
          running.slide(
              series.labels(),
              series.dropsName(),
              samplesOf(series, inner),
              subquery.time(),
              new Window.Extent(subquery.rangeMs(), RangeExtension.NONE, 0));
        }
      }
      default -> throw new IllegalArgumentException("no range vector: " + range.type());
    }
    running.finish(range);
  }

  /**
   * A step-invariant subquery beside arguments that vary: upstream evaluates it, but then finds no
   * window, so there is no result.
   */
  private void evaluateForNotes(Plan.Call call, Grid grid) {
    for (Plan arg : call.args()) {
      if (arg instanceof Plan.StepInvariant invariant
          && invariant.inner() instanceof Plan.Subquery subquery) {
        evaluator.vector(subquery.inner(), subqueryGrid(subquery, grid.first()));
      }
    }
  }

  private static void checkExtension(String function, RangeExtension extension) {
    List<String> allowed =
        switch (extension) {
          case NONE -> List.of(function);
          case ANCHORED -> ANCHORED_FUNCTIONS;
          case SMOOTHED -> SMOOTHED_FUNCTIONS;
        };
    if (!allowed.contains(function)) {
      throw QueryContext.failed(
          extension.name().toLowerCase(Locale.ROOT)
              + " modifier can only be used with: "
              + String.join(", ", allowed)
              + " - not with "
              + function);
    }
  }

  private double[][] scalarArguments(Plan.Call call, Grid grid) {
    return call.args().stream()
        .filter(arg -> arg.type() == ValueType.SCALAR)
        .map(arg -> evaluator.scalar(arg, grid))
        .toArray(double[][]::new);
  }

  /** Steps of a subquery: multiples of its step, from the start of the first window on. */
  static Grid subqueryGrid(Plan.Subquery subquery, Grid grid) {
    TimeShift time = subquery.time();
    long stepMs = subquery.stepMs();
    long beforeMs = time.apply(grid.startMs()) - subquery.rangeMs();
    long startMs = stepMs * (beforeMs / stepMs);
    if (startMs <= beforeMs) {
      startMs += stepMs;
    }
    return Grid.range(startMs, time.apply(grid.lastMs()), stepMs);
  }

  private static WindowSamples samplesOf(StepSeries series, Grid grid) {
    int size = series.present().cardinality();
    long[] floatTimesMs = new long[size];
    double[] floats = new double[size];
    long[] histogramTimesMs = new long[size];
    FloatHistogram[] histograms = new FloatHistogram[size];
    int floatCount = 0;
    int histogramCount = 0;
    for (int step = series.present().nextSetBit(0);
        step >= 0;
        step = series.present().nextSetBit(step + 1)) {
      FloatHistogram histogram = series.histogram(step);
      if (histogram == null) {
        floatTimesMs[floatCount] = grid.timeMs(step);
        floats[floatCount++] = series.value(step);
      } else {
        histogramTimesMs[histogramCount] = grid.timeMs(step);
        histograms[histogramCount++] = withoutResetHint(histogram);
      }
    }
    return new WindowSamples(
        Arrays.copyOf(floatTimesMs, floatCount),
        Arrays.copyOf(floats, floatCount),
        Arrays.copyOf(histogramTimesMs, histogramCount),
        Arrays.copyOf(histograms, histogramCount));
  }

  /** A hint is about neighbours in storage, which are others in a subquery. */
  private static FloatHistogram withoutResetHint(FloatHistogram h) {
    if (h.resetHint() == CounterResetHint.GAUGE || h.resetHint() == CounterResetHint.UNKNOWN) {
      return h;
    }
    return new FloatHistogram(
        CounterResetHint.UNKNOWN,
        h.schema(),
        h.zeroThreshold(),
        h.zeroCount(),
        h.count(),
        h.sum(),
        h.positiveSpans(),
        h.positiveCounts(),
        h.negativeSpans(),
        h.negativeCounts(),
        h.customValues());
  }

  /** One call under way. */
  private final class Running {
    private final Plan.Call call;
    private final Grid grid;
    private final double[][] scalars;
    private final SeriesSink sink;
    private final WindowFunction function;
    private final PositionRange position;
    private final boolean dropsName;
    private final Set<Labels> seen = new HashSet<>();
    private final BitSet stepsSeen = new BitSet();

    Running(Plan.Call call, Grid grid, double[][] scalars, SeriesSink sink) {
      this.call = call;
      this.grid = grid;
      this.scalars = scalars;
      this.sink = sink;
      function = Objects.requireNonNull(WindowFunctions.find(call.function()));
      Plan first = call.args().get(0);
      position = first instanceof Plan.Subquery ? SUBQUERY_POSITION : first.position();
      dropsName =
          !call.function().equals("last_over_time") && !call.function().equals("first_over_time");
    }

    void slide(
        Labels labels,
        boolean inputDropsName,
        WindowSamples samples,
        TimeShift time,
        Window.Extent extent) {
      context.checkAlive();
      Window window =
          new Window(samples, extent, labels.metricName(), position, context.annotations());
      StepSeriesBuilder builder = new StepSeriesBuilder(grid.count());
      int largest = 0;
      double[] arguments = new double[scalars.length];
      for (int step = 0; step < grid.count(); step++) {
        for (int i = 0; i < arguments.length; i++) {
          arguments[i] = scalars[i][step];
        }
        window.moveTo(grid.timeMs(step), time.apply(grid.timeMs(step)), arguments);
        if (window.isEmpty()) {
          continue;
        }
        largest = Math.max(largest, window.size());
        function.apply(window);
        if (window.hasResult()) {
          FloatHistogram histogram = window.resultHistogram();
          if (histogram == null) {
            builder.set(step, window.resultValue());
          } else {
            builder.set(step, histogram);
          }
        }
      }
      context.budget().charge(largest, 0);
      context.budget().release(largest, 0);
      emit(labels, builder, dropsName || inputDropsName);
    }

    private void emit(Labels labels, StepSeriesBuilder builder, boolean drops) {
      if (builder.isEmpty()) {
        return;
      }
      StepSeries series = builder.build(labels, drops);
      if (call.function().equals("absent_over_time")) {
        stepsSeen.or(series.present());
        return;
      }
      noteWhenNoCounter(labels, series);
      if (!context.delaysNameRemoval()) {
        series = drops ? series.withLabels(Names.drop(labels), true) : series;
        SameLabels.refuse(seen, series.labels());
      }
      sink.accept(series);
    }

    private void noteWhenNoCounter(Labels labels, StepSeries series) {
      if (!call.function().equals("rate") && !call.function().equals("increase")) {
        return;
      }
      String name = labels.metricName();
      boolean hasFloats = false;
      for (int i = series.present().nextSetBit(0);
          i >= 0 && !hasFloats;
          i = series.present().nextSetBit(i + 1)) {
        hasFloats = series.histogram(i) == null;
      }
      if (!name.isEmpty() && hasFloats && COUNTER_SUFFIXES.stream().noneMatch(name::endsWith)) {
        context.annotations().possibleNonCounter(name, position);
      }
    }

    /** After the last series. */
    void finish(Plan range) {
      if (!call.function().equals("absent_over_time") || stepsSeen.cardinality() == grid.count()) {
        return;
      }
      Labels labels =
          range instanceof Plan.RangeSelector selector
              ? AbsentLabels.of(selector.matchers())
              : Labels.EMPTY;
      sink.accept(AbsentLabels.where(stepsSeen, labels, grid));
    }
  }
}
