package io.carillon.ingester.head;

import io.carillon.common.column.ColumnFrame;
import io.carillon.ingester.index.SeriesCursor;
import io.carillon.ingester.index.SeriesRun;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Walks snapshots of series; whoever reads the samples copies them. */
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
      ColumnFrame.Part part = series.part(fromMs, toMs);
      if (part != null) {
        long[] timestampsMs = series.samples().timestampsMs();
        return new SeriesRun(
            series.labels(), part, timestampsMs[part.from()], timestampsMs[part.to() - 1]);
      }
    }
    return null;
  }

  @Override
  public void close() {
    next = sorted.size();
  }
}
