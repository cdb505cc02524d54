package io.carillon.querier.exec;

import io.carillon.common.column.ColumnFrame;
import io.carillon.common.column.SampleColumn;
import io.carillon.common.column.SampleMerger;
import io.carillon.common.column.StaleMarker;
import io.carillon.common.histogram.NativeHistogram;
import io.carillon.common.store.SelectHints;
import io.carillon.common.store.SelectedSeries;
import io.carillon.common.store.SeriesStream;
import io.carillon.querier.plan.Plan;
import java.util.ArrayList;
import java.util.List;

/** start_timestamp: since when each sample that a selector finds has counted, where it is known. */
final class StartTimestamps {
  private StartTimestamps() {}

  static List<StepSeries> read(Plan.InstantSelector selector, Grid grid, QueryContext context) {
    long minMs = selector.time().apply(grid.startMs()) - context.lookbackMs() + 1;
    long maxMs = selector.time().apply(grid.lastMs());
    SelectHints hints =
        new SelectHints("start_timestamp", grid.isSingle() ? 0 : grid.stepMs(), 0, 0);
    List<StepSeries> result = new ArrayList<>();
    try (SeriesStream stream = context.select(selector.matchers(), minMs, maxMs, hints)) {
      for (SelectedSeries series = stream.next(); series != null; series = stream.next()) {
        context.checkAlive();
        SampleColumn column =
            SampleMerger.merge(series.frames().stream().map(ColumnFrame::column).toList());
        context.countSamplesRead(column.size());
        StepSeriesBuilder builder = pick(column, selector, grid, context.lookbackMs());
        if (!builder.isEmpty()) {
          StepSeries found = builder.build(series.labels(), false);
          context.budget().charge(found);
          result.add(found);
        }
      }
    }
    return result;
  }

  private static StepSeriesBuilder pick(
      SampleColumn column, Plan.InstantSelector selector, Grid grid, long lookbackMs) {
    StepSeriesBuilder builder = new StepSeriesBuilder(grid.count());
    int newest = -1;
    for (int step = 0; step < grid.count(); step++) {
      long lookAtMs = selector.time().apply(grid.timeMs(step));
      while (newest + 1 < column.size() && column.timestampsMs()[newest + 1] <= lookAtMs) {
        newest++;
      }
      if (newest >= 0
          && column.timestampsMs()[newest] > lookAtMs - lookbackMs
          && column.startMs(newest) != 0
          && !isStale(column, newest)) {
        builder.set(step, column.startMs(newest) / 1000.0);
      }
    }
    return builder;
  }

  private static boolean isStale(SampleColumn column, int i) {
    NativeHistogram histogram = column.histogram(i);
    return StaleMarker.is(histogram == null ? column.values()[i] : histogram.sum());
  }
}
