package io.carillon.ingester.head;

import io.carillon.common.column.ColumnFrame;
import io.carillon.common.column.SampleColumn;
import io.carillon.ingester.index.SeriesCursor;
import io.carillon.ingester.index.SeriesRun;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Walks snapshots of series; copies each series' samples only when it comes to it. */
final class HeadCursor implements SeriesCursor {
  private final List<HeadSeries.Snapshot> sorted;
  private final long fromMs;
  private final long toMs;
  private int next;

  HeadCursor(List<HeadSeries.Snapshot> sorted, long fromMs, long toMs) {
    this.sorted = sorted;
    this.fromMs = fromMs;
    this.toMs = toMs;
  }

  @Override
  public @Nullable SeriesRun next() {
    while (next < sorted.size()) {
      HeadSeries.Snapshot series = sorted.get(next++);
      SampleColumn column = series.column(fromMs, toMs);
      if (column.size() > 0) {
        return new SeriesRun(
            series.labels(),
            new ColumnFrame.Unpacked(column),
            column.timestampsMs()[0],
            column.timestampsMs()[column.size() - 1]);
      }
    }
    return null;
  }

  @Override
  public void close() {
    next = sorted.size();
  }
}
