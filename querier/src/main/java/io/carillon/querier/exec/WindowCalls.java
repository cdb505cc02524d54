package io.carillon.querier.exec;

import io.carillon.common.histogram.CounterResetHint;
import io.carillon.common.histogram.FloatHistogram;
import io.carillon.common.labels.Labels;
import io.carillon.querier.budget.SampleStats;
import io.carillon.querier.function.Window;
import io.carillon.querier.function.WindowFunctions;
import io.carillon.querier.function.WindowSamples;
import io.carillon.querier.parser.RangeExtension;
import io.carillon.querier.parser.ValueType;
import io.carillon.querier.plan.Plan;
import io.carillon.querier.plan.TimeShift;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Calls of functions that take a range vector: a window slides once over each series. */
final class WindowCalls {
  private static final List<String> ANCHORED_FUNCTIONS =
      List.of("changes", "delta", "increase", "rate", "resets");
  private static final List<String> SMOOTHED_FUNCTIONS = List.of("delta", "increase", "rate");

  private final QueryContext context;
  private final SelectorReader selectors;
  private final SeriesPipeline pipeline;
  private final Evaluator evaluator;

  WindowCalls(
      QueryContext context,
      SelectorReader selectors,
      SeriesPipeline pipeline,
      Evaluator evaluator) {
    this.context = context;
    this.selectors = selectors;
    this.pipeline = pipeline;
    this.evaluator = evaluator;
  }

  boolean handles(Plan.Call call) {
    return WindowFunctions.find(call.function()) != null;
  }

  /** The call as a flow; null when it needs all series of a subquery, or is no call of series. */
  @Nullable SeriesFlow flow(Plan.Call call, Grid grid) {
    return call.function().equals("absent_over_time") ? null : windows(call, grid);
  }

  private @Nullable SeriesFlow windows(Plan.Call call, Grid grid) {
    return switch (range(call)) {
      case Plan.RangeSelector selector -> {
        checkExtension(call.function(), selector.extension());
        WindowSlide slide = slide(call, selector, grid);
        yield withNames(
            SeriesFlow.of(
                selectors.range(selector, grid),
                (labels, column) -> slide.over(labels, false, WindowSamples.of(column))),
            slide);
      }
      case Plan.Subquery subquery -> overFlow(call, subquery, grid);
      case null, default -> null;
    };
  }

  private @Nullable SeriesFlow overFlow(Plan.Call call, Plan.Subquery subquery, Grid grid) {
    Grid inner = subqueryGrid(subquery, grid);
    SeriesFlow flow = inner.count() == 0 ? null : innerFlow(subquery, inner);
    if (flow == null || flow.mayCollide()) {
      return null;
    }
    WindowSlide slide = slide(call, subquery, grid);
    return withNames(flow.then(series -> over(series, slide, inner)), slide);
  }

  /** Its samples do not count by themselves: what counts is what windows find in its result. */
  private @Nullable SeriesFlow innerFlow(Plan.Subquery subquery, Grid inner) {
    try (SampleStats.Nested _ = context.samples().nest()) {
      return evaluator.flow(subquery.inner(), inner);
    }
  }

  private List<StepSeries> innerVector(Plan.Subquery subquery, Grid inner) {
    try (SampleStats.Nested _ = context.samples().nest()) {
      return evaluator.vector(subquery.inner(), inner);
    }
  }

  private static @Nullable StepSeries over(StepSeries series, WindowSlide slide, Grid inner) {
    return slide.over(series.labels(), series.dropsName(), samplesOf(series, inner));
  }

  private SeriesFlow withNames(SeriesFlow flow, WindowSlide slide) {
    return slide.dropsName() && !context.delaysNameRemoval() ? flow.withoutNames() : flow;
  }

  private WindowSlide slide(Plan.Call call, Plan.RangeSelector selector, Grid grid) {
    return new WindowSlide(
        context,
        call,
        grid,
        scalarArguments(call, grid),
        selector.time(),
        new Window.Extent(selector.rangeMs(), selector.extension(), context.lookbackMs()));
  }

  private WindowSlide slide(Plan.Call call, Plan.Subquery subquery, Grid grid) {
    return new WindowSlide(
        context,
        call,
        grid,
        scalarArguments(call, grid),
        subquery.time(),
        new Window.Extent(subquery.rangeMs(), RangeExtension.NONE, 0));
  }

  /** A call that is no flow. */
  List<StepSeries> vector(Plan.Call call, Grid grid) {
    if (call.function().equals("absent_over_time")) {
      return absent(call, grid);
    }
    List<StepSeries> result = new ArrayList<>();
    Set<Labels> seen = new HashSet<>();
    overVector(
        call,
        grid,
        series -> {
          if (!context.delaysNameRemoval()) {
            SameLabels.refuse(seen, series.labels());
          }
          result.add(series);
        });
    return result;
  }

  private List<StepSeries> absent(Plan.Call call, Grid grid) {
    BitSet seen = new BitSet();
    SeriesFlow flow = windows(call, grid);
    if (flow == null) {
      overVector(call, grid, series -> seen.or(series.present()));
    } else {
      selectors.runUnchecked(flow, series -> seen.or(series.present()));
    }
    Plan range = range(call);
    if (range == null || seen.cardinality() == grid.count()) {
      return List.of();
    }
    Labels labels =
        range instanceof Plan.RangeSelector selector
            ? AbsentLabels.of(selector.matchers())
            : Labels.EMPTY;
    return List.of(AbsentLabels.where(seen, labels, grid));
  }

  /** Slides over the series of a subquery after all of them are there. */
  private void overVector(Plan.Call call, Grid grid, SeriesSink sink) {
    if (!(range(call) instanceof Plan.Subquery subquery)) {
      evaluateForNotes(call, grid);
      return;
    }
    WindowSlide slide = slide(call, subquery, grid);
    Grid inner = subqueryGrid(subquery, grid);
    Iterator<StepSeries> vector = innerVector(subquery, inner).iterator();
    pipeline.run(
        () -> vector.hasNext() ? vector.next() : null, series -> over(series, slide, inner), sink);
  }

  private static @Nullable Plan range(Plan.Call call) {
    for (Plan arg : call.args()) {
      if (arg instanceof Plan.RangeSelector || arg instanceof Plan.Subquery) {
        return arg;
      }
    }
    return null;
  }

  /**
   * A step-invariant subquery beside arguments that vary: upstream evaluates it, but then finds no
   * window, so there is no result.
   */
  private void evaluateForNotes(Plan.Call call, Grid grid) {
    for (Plan arg : call.args()) {
      if (arg instanceof Plan.StepInvariant invariant
          && invariant.inner() instanceof Plan.Subquery subquery) {
        innerVector(subquery, subqueryGrid(subquery, grid.first()));
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
    if (series.histograms() == null) {
      int count = 0;
      for (int step = 0; step < grid.count(); step++) {
        if (series.isPresent(step)) {
          floatTimesMs[count] = grid.timeMs(step);
          floats[count++] = series.value(step);
        }
      }
      return WindowSamples.floats(floatTimesMs, floats);
    }
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
}
