package io.carillon.querier.exec;

import io.carillon.common.column.ColumnFrame;
import io.carillon.common.column.SampleColumn;
import io.carillon.common.column.StaleMarker;
import io.carillon.common.histogram.NativeHistogram;
import io.carillon.common.labels.Labels;
import io.carillon.common.labels.Matcher;
import io.carillon.common.store.SelectHints;
import io.carillon.common.store.SelectedSeries;
import io.carillon.common.store.SeriesStream;
import io.carillon.querier.function.WindowSamples;
import io.carillon.querier.parser.RangeExtension;
import io.carillon.querier.plan.Plan;
import io.carillon.querier.plan.SelectorUse;
import io.carillon.querier.plan.TimeShift;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads selectors from the source, series after series. */
final class SelectorReader {
  private static final long SAMPLE_BYTES = 16;

  private final QueryContext context;

  SelectorReader(QueryContext context) {
    this.context = context;
  }

  /** Takes the samples of one series, in time order. */
  @FunctionalInterface
  interface ColumnSink {
    void accept(Labels labels, SampleColumn column);
  }

  /** What to give for a sample that an instant selector finds. */
  enum Wanted {
    VALUE,
    TIMESTAMP
  }

  /** Evaluates an instant selector: at each step the newest sample within the lookback. */
  void readInstant(Plan.InstantSelector selector, Grid grid, Wanted wanted, SeriesSink sink) {
    TimeShift time = selector.time();
    boolean isSmoothed = selector.extension() == RangeExtension.SMOOTHED;
    long minMs = time.apply(grid.startMs()) - context.lookbackMs() + 1;
    long maxMs = time.apply(grid.lastMs()) + (isSmoothed ? context.lookbackMs() : 0);
    SelectHints hints = new SelectHints(selector.use().enclosing(), hintStep(grid), 0, 0);
    // timestamp() forgets the offset beside an @, but not when it loads (engine.go, issue 8433).
    boolean forgetsOffset = wanted == Wanted.TIMESTAMP && time.isFixed();
    TimeShift pickTime = forgetsOffset ? new TimeShift(0, time.atMs()) : time;
    SmoothedSelector smoothed = new SmoothedSelector(selector, grid, context);
    try (SeriesStream stream = context.select(selector.matchers(), minMs, maxMs, hints)) {
      read(
          stream,
          selector.use(),
          (labels, column) -> {
            StepSeries series =
                isSmoothed && wanted == Wanted.VALUE
                    ? smoothed.evaluate(labels, WindowSamples.of(column))
                    : pick(labels, column, pickTime, grid, wanted);
            if (!series.isEmpty()) {
              sink.accept(series);
            }
          });
    }
  }

  /**
   * Evaluates info series: at each step when the newest sample within the lookback was taken, in
   * seconds.
   *
   * @param shift for which time series are loaded, though not looked at; null for the steps
   */
  void readInfo(List<Matcher> matchers, @Nullable TimeShift shift, Grid grid, SeriesSink sink) {
    TimeShift load = shift == null ? TimeShift.NONE : shift;
    long minMs = load.apply(grid.startMs()) - context.lookbackMs() + 1;
    long maxMs = load.apply(grid.lastMs());
    SelectHints hints = new SelectHints("info", hintStep(grid), 0, 0);
    try (SeriesStream stream = context.select(matchers, minMs, maxMs, hints)) {
      read(
          stream,
          SelectorUse.PLAIN,
          (labels, column) -> {
            if (column.histograms() != null) {
              throw QueryContext.failed(
                  "this should be an info metric, with float samples: " + labels);
            }
            StepSeries series = pick(labels, column, TimeShift.NONE, grid, Wanted.TIMESTAMP);
            if (!series.isEmpty()) {
              context.budget().charge(series);
              sink.accept(series);
            }
          });
    }
  }

  private StepSeries pick(
      Labels labels, SampleColumn column, TimeShift time, Grid grid, Wanted wanted) {
    StepSeriesBuilder builder = new StepSeriesBuilder(grid.count());
    long[] timesMs = column.timestampsMs();
    int next = 0;
    for (int step = 0; step < grid.count(); step++) {
      long lookAtMs = time.apply(grid.timeMs(step));
      while (next < timesMs.length && timesMs[next] <= lookAtMs) {
        next++;
      }
      int newest = next - 1;
      if (newest < 0 || timesMs[newest] <= lookAtMs - context.lookbackMs()) {
        continue;
      }
      NativeHistogram histogram = column.histogram(newest);
      double value = histogram == null ? column.values()[newest] : histogram.sum();
      if (StaleMarker.is(value)) {
        continue;
      }
      if (wanted == Wanted.TIMESTAMP) {
        builder.set(step, timesMs[newest] / 1000.0);
      } else if (histogram == null) {
        builder.set(step, value);
      } else {
        builder.set(step, histogram.toFloat());
      }
    }
    return builder.build(labels, false);
  }

  /** Reads all samples that windows of a range selector may need. */
  void readRange(Plan.RangeSelector selector, Grid grid, ColumnSink sink) {
    boolean isExtended = selector.extension() != RangeExtension.NONE;
    boolean isSmoothed = selector.extension() == RangeExtension.SMOOTHED;
    long beforeMs = isExtended ? context.lookbackMs() : 0;
    long afterMs = isSmoothed ? context.lookbackMs() : 0;
    long minMs = selector.time().apply(grid.startMs()) - selector.rangeMs() - beforeMs + 1;
    long maxMs = selector.time().apply(grid.lastMs()) + afterMs;
    SelectHints hints =
        new SelectHints(selector.use().enclosing(), hintStep(grid), selector.rangeMs(), 0);
    try (SeriesStream stream = context.select(selector.matchers(), minMs, maxMs, hints)) {
      read(stream, selector.use(), sink);
    }
  }

  private static long hintStep(Grid grid) {
    return grid.isSingle() ? 0 : grid.stepMs();
  }

  private void read(SeriesStream stream, SelectorUse use, ColumnSink sink) {
    while (true) {
      context.checkAlive();
      SelectedSeries series = stream.next();
      if (series == null) {
        return;
      }
      SampleColumn column = ColumnFrame.join(series.frames());
      context.countSamplesRead(column.size());
      long columnBytes = column.size() * SAMPLE_BYTES;
      context.budget().charge(0, columnBytes);
      sink.accept(
          series.labels(), use.isStatisticsOnly() ? HistogramStatistics.of(column) : column);
      context.budget().release(0, columnBytes);
    }
  }
}
