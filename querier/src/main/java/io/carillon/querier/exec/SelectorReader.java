package io.carillon.querier.exec;

import io.carillon.common.column.ColumnFrame;
import io.carillon.common.column.SampleColumn;
import io.carillon.common.labels.Labels;
import io.carillon.common.labels.Matcher;
import io.carillon.common.store.SelectHints;
import io.carillon.common.store.SelectedSeries;
import io.carillon.querier.budget.SampleStats;
import io.carillon.querier.budget.SelectorStats;
import io.carillon.querier.function.WindowSamples;
import io.carillon.querier.parser.RangeExtension;
import io.carillon.querier.plan.Plan;
import io.carillon.querier.plan.TimeShift;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiConsumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Reads selectors from the source, series after series. */
final class SelectorReader {
  private static final long SAMPLE_BYTES = 16;

  private final QueryContext context;
  private final SeriesPipeline pipeline;
  private final SharedSelects shared;

  SelectorReader(QueryContext context, SeriesPipeline pipeline, SharedSelects shared) {
    this.context = context;
    this.shared = shared;
    this.pipeline = pipeline;
  }

  /** What to give for a sample that an instant selector finds. */
  enum Wanted {
    VALUE,
    TIMESTAMP,
    START_TIMESTAMP
  }

  /** An instant selector: at each step the newest sample within the lookback. */
  SeriesFlow instant(Plan.InstantSelector selector, Grid grid, Wanted wanted) {
    TimeShift time = selector.time();
    boolean isSmoothed = selector.extension() == RangeExtension.SMOOTHED;
    long minMs = time.apply(grid.startMs()) - context.lookbackMs() + 1;
    long maxMs = time.apply(grid.lastMs()) + (isSmoothed ? context.lookbackMs() : 0);
    SelectHints hints = new SelectHints(selector.use().enclosing(), hintStep(grid), 0, 0);
    SeriesFlow.Select select =
        new SeriesFlow.Select(
            selector.matchers(),
            minMs,
            maxMs,
            hints,
            selector.use().isStatisticsOnly(),
            grid.count());
    if (isSmoothed && wanted == Wanted.VALUE) {
      SmoothedSelector smoothed = new SmoothedSelector(selector, grid, context);
      SampleStats.Counter counter = context.samples().counter();
      return SeriesFlow.of(
          select,
          (labels, column) -> {
            StepSeries series = smoothed.evaluate(labels, WindowSamples.of(column));
            SamplePick.count(series, counter);
            return series;
          });
    }
    // timestamp() forgets the offset beside an @, but not when it loads (engine.go, issue 8433).
    boolean forgetsOffset = wanted == Wanted.TIMESTAMP && time.isFixed();
    TimeShift pickTime = forgetsOffset ? new TimeShift(0, time.atMs()) : time;
    return SeriesFlow.of(
        select,
        new SamplePick(grid, pickTime, context.lookbackMs(), wanted, context.samples().counter()));
  }

  /**
   * Info series: at each step when the newest sample within the lookback was taken, in seconds.
   *
   * @param shift for which time series are loaded, though not looked at; null for the steps
   */
  SeriesFlow info(List<Matcher> matchers, @Nullable TimeShift shift, Grid grid) {
    TimeShift load = shift == null ? TimeShift.NONE : shift;
    long minMs = load.apply(grid.startMs()) - context.lookbackMs() + 1;
    long maxMs = load.apply(grid.lastMs());
    SelectHints hints = new SelectHints("info", hintStep(grid), 0, 0);
    SamplePick pick =
        new SamplePick(
            grid,
            TimeShift.NONE,
            context.lookbackMs(),
            Wanted.TIMESTAMP,
            context.samples().counter());
    return SeriesFlow.of(
        new SeriesFlow.Select(matchers, minMs, maxMs, hints, false, grid.count()),
        (labels, column) -> {
          if (column.histograms() != null) {
            throw QueryContext.failed(
                "this should be an info metric, with float samples: " + labels);
          }
          return pick.compute(labels, column);
        });
  }

  /** All samples that windows of a range selector may need. */
  SeriesFlow.Select range(Plan.RangeSelector selector, Grid grid) {
    boolean isExtended = selector.extension() != RangeExtension.NONE;
    boolean isSmoothed = selector.extension() == RangeExtension.SMOOTHED;
    long beforeMs = isExtended ? context.lookbackMs() : 0;
    long afterMs = isSmoothed ? context.lookbackMs() : 0;
    return new SeriesFlow.Select(
        selector.matchers(),
        selector.time().apply(grid.startMs()) - selector.rangeMs() - beforeMs + 1,
        selector.time().apply(grid.lastMs()) + afterMs,
        new SelectHints(selector.use().enclosing(), hintStep(grid), selector.rangeMs(), 0),
        selector.use().isStatisticsOnly(),
        grid.count());
  }

  /**
   * Computes the series of a flow, in the order of the labels that were selected.
   *
   * @throws io.carillon.common.error.CarillonException with EXECUTION when two get the same labels
   */
  void run(SeriesFlow flow, SeriesSink sink) {
    Set<Labels> seen = ConcurrentHashMap.newKeySet();
    boolean mayCollide = flow.mayCollide();
    run(
        flow,
        (labels, series) -> {
          if (mayCollide || (flow.dropsNames() && Names.losesMoreThanName(labels))) {
            SameLabels.refuse(seen, series.labels());
          }
        },
        sink);
  }

  /** The same, whatever labels there are. */
  void runUnchecked(SeriesFlow flow, SeriesSink sink) {
    run(flow, (_, _) -> {}, sink);
  }

  private void run(SeriesFlow flow, BiConsumer<Labels, StepSeries> check, SeriesSink sink) {
    SeriesFlow.Select select = flow.select();
    Supplier<SharedSelects.@Nullable Item> known = shared.find(select);
    if (known != null) {
      SelectorStats stats = context.newStats(select.matchers());
      pipeline.run(known, item -> compute(flow, item, stats, check), sink);
      return;
    }
    SharedSelects.Recording recording = shared.begin(select);
    try (SelectorStream stream = select(select)) {
      pipeline.run(
          () -> item(stream.next(), recording),
          item -> compute(flow, item, stream.stats(), check),
          sink);
    }
    shared.keep(recording);
  }

  private static SharedSelects.@Nullable Item item(
      @Nullable SelectedSeries series, SharedSelects.@Nullable Recording recording) {
    if (series == null) {
      return null;
    }
    return recording == null ? SharedSelects.Item.passing(series) : recording.add(series);
  }

  private @Nullable StepSeries compute(
      SeriesFlow flow,
      SharedSelects.Item item,
      SelectorStats stats,
      BiConsumer<Labels, StepSeries> check) {
    long startNanos = context.nanoTime();
    context.checkAlive(startNanos);
    SampleColumn column = item.column();
    stats.addDecodeNanos(context.nanoTime() - startNanos);
    context.countSamplesRead(column.size());
    stats.addSamples(column.size());
    long heldBytes = column.size() * SAMPLE_BYTES + flow.select().resultBytes();
    context.budget().charge(0, heldBytes);
    try {
      StepSeries series = flow.stage().compute(item.labels(), view(flow.select(), column));
      if (series == null || series.isEmpty()) {
        return null;
      }
      check.accept(item.labels(), series);
      return series;
    } finally {
      context.budget().release(0, heldBytes);
    }
  }

  private SampleColumn view(SeriesFlow.Select select, SampleColumn all) {
    SampleColumn column = context.usesStartTimestamps() ? all : all.withoutStarts();
    return select.isStatisticsOnly() ? HistogramStatistics.of(column) : column;
  }

  /** Reads samples as they are, on this thread. */
  void read(SeriesFlow.Select select, BiConsumer<Labels, SampleColumn> sink) {
    try (SelectorStream stream = select(select)) {
      for (SelectedSeries series = stream.next(); series != null; series = stream.next()) {
        context.checkAlive();
        SampleColumn column = ColumnFrame.join(series.frames());
        context.countSamplesRead(column.size());
        stream.stats().addSamples(column.size());
        sink.accept(series.labels(), view(select, column));
      }
    }
  }

  private SelectorStream select(SeriesFlow.Select select) {
    return context.select(select.matchers(), select.minMs(), select.maxMs(), select.hints());
  }

  private static long hintStep(Grid grid) {
    return grid.isSingle() ? 0 : grid.stepMs();
  }
}
