package io.carillon.querier.exec;

import io.carillon.common.histogram.FloatHistogram;
import io.carillon.common.labels.Labels;
import io.carillon.querier.budget.SampleStats;
import io.carillon.querier.function.FloatColumn;
import io.carillon.querier.function.FloatKernel;
import io.carillon.querier.function.FloatKernels;
import io.carillon.querier.function.FloatWindows;
import io.carillon.querier.function.Window;
import io.carillon.querier.function.WindowFunction;
import io.carillon.querier.function.WindowFunctions;
import io.carillon.querier.function.WindowSamples;
import io.carillon.querier.parser.PositionRange;
import io.carillon.querier.parser.RangeExtension;
import io.carillon.querier.plan.Plan;
import io.carillon.querier.plan.TimeShift;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** One call of a window function under way; slides over series on any thread. */
final class WindowSlide {
  /** Upstream loses the position of a subquery when it takes the place of a selector. */
  private static final PositionRange SUBQUERY_POSITION = new PositionRange(0, 0);

  private static final List<String> COUNTER_SUFFIXES =
      List.of("_total", "_sum", "_count", "_bucket");

  private final QueryContext context;
  private final String name;
  private final Grid grid;
  private final double[][] arguments;
  private final TimeShift time;
  private final Window.Extent extent;
  private final WindowFunction function;
  private final @Nullable FloatKernel kernel;
  private final PositionRange position;
  private final boolean dropsName;
  private final SampleStats.Counter counter;
  private final WindowsCache windowsCache;

  /**
   * A call.
   *
   * @param arguments the scalar arguments at each step
   */
  WindowSlide(
      QueryContext context,
      Plan.Call call,
      Grid grid,
      double[][] arguments,
      TimeShift time,
      Window.Extent extent) {
    this.context = context;
    this.name = call.function();
    this.grid = grid;
    this.arguments = arguments;
    this.time = time;
    this.extent = extent;
    function = Objects.requireNonNull(WindowFunctions.find(name));
    kernel = extent.extension() == RangeExtension.NONE ? FloatKernels.find(name, arguments) : null;
    Plan first = call.args().get(0);
    position = first instanceof Plan.Subquery ? SUBQUERY_POSITION : first.position();
    counter = context.samples().counter();
    windowsCache = new WindowsCache(grid, time, extent.rangeMs());
    dropsName = !name.equals("last_over_time") && !name.equals("first_over_time");
  }

  /** Whether results lose their names, here or as marked. */
  boolean dropsName() {
    return dropsName;
  }

  /** The results over the samples of a series; null when there are none. */
  @Nullable StepSeries over(Labels labels, boolean inputDropsName, WindowSamples samples) {
    context.checkAlive();
    boolean drops = dropsName || inputDropsName;
    StepSeries series =
        kernel != null
                && !counter.isByStep()
                && samples.histograms().length == 0
                && samples.floatStartsMs() == null
            ? floats(kernel, labels, drops, samples)
            : samples(labels, drops, samples);
    if (series.isEmpty()) {
      return null;
    }
    noteWhenNoCounter(series);
    return drops && !context.delaysNameRemoval()
        ? series.withLabels(Names.drop(labels), true)
        : series;
  }

  private StepSeries floats(
      FloatKernel floatKernel, Labels labels, boolean drops, WindowSamples samples) {
    FloatColumn column = FloatColumn.of(grid.count());
    FloatWindows windows = windowsCache.of(samples.floatTimesMs());
    checkFits(windows.largest());
    floatKernel.evaluate(windows, samples.floatValues(), column);
    counter.add(windows.selected());
    return new StepSeries(labels, drops, column.values(), column.present(), null);
  }

  private StepSeries samples(Labels labels, boolean drops, WindowSamples samples) {
    Window window =
        new Window(samples, extent, labels.metricName(), position, context.annotations());
    StepSeriesBuilder builder = new StepSeriesBuilder(grid.count());
    int largest = 0;
    double[] argumentsOfStep = new double[arguments.length];
    for (int step = 0; step < grid.count(); step++) {
      for (int i = 0; i < argumentsOfStep.length; i++) {
        argumentsOfStep[i] = arguments[i][step];
      }
      window.moveTo(grid.timeMs(step), time.apply(grid.timeMs(step)), argumentsOfStep);
      if (window.isEmpty()) {
        continue;
      }
      largest = Math.max(largest, window.size());
      counter.add(step, weight(window));
      function.apply(window);
      if (window.hasResult()) {
        put(window, builder, step);
      }
    }
    checkFits(largest);
    return builder.build(labels, drops);
  }

  /** A window counts as held while a function is at it. */
  private void checkFits(int samples) {
    context.budget().charge(samples, 0);
    context.budget().release(samples, 0);
  }

  private static long weight(Window window) {
    long samples = window.floatCount();
    for (int i = 0; i < window.histogramCount(); i++) {
      samples += Histograms.samples(window.histogram(i));
    }
    return samples;
  }

  private static void put(Window window, StepSeriesBuilder builder, int step) {
    FloatHistogram histogram = window.resultHistogram();
    if (histogram == null) {
      builder.set(step, window.resultValue());
    } else {
      builder.set(step, histogram);
    }
  }

  private void noteWhenNoCounter(StepSeries series) {
    if (!name.equals("rate") && !name.equals("increase")) {
      return;
    }
    String metricName = series.labels().metricName();
    if (!metricName.isEmpty()
        && COUNTER_SUFFIXES.stream().noneMatch(metricName::endsWith)
        && series.hasFloats()) {
      context.annotations().possibleNonCounter(metricName, position);
    }
  }
}
