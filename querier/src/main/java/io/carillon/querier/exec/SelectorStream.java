package io.carillon.querier.exec;

import io.carillon.common.column.ColumnFrame;
import io.carillon.common.labels.Labels;
import io.carillon.common.store.SelectedSeries;
import io.carillon.common.store.SeriesStream;
import io.carillon.common.store.Trailer;
import io.carillon.common.time.MonotonicClock;
import io.carillon.querier.budget.SelectorStats;
import org.jspecify.annotations.Nullable;

/** The answer to a selector, which counts what comes and charges the series of its query. */
final class SelectorStream implements SeriesStream {
  private final SeriesStream source;
  private final SelectorStats stats;
  private final QueryBudget budget;
  private final MonotonicClock clock;

  SelectorStream(
      SeriesStream source, SelectorStats stats, QueryBudget budget, MonotonicClock clock) {
    this.source = source;
    this.stats = stats;
    this.budget = budget;
    this.clock = clock;
  }

  /** Where the reader adds what it finds in the series. */
  SelectorStats stats() {
    return stats;
  }

  @Override
  public @Nullable SelectedSeries next() {
    long startNanos = clock.nanoTime();
    SelectedSeries series = source.next();
    stats.addWaitNanos(clock.nanoTime() - startNanos);
    if (series != null) {
      stats.addSeries(series.frames().size(), sizeBytes(series));
      budget.chargeSeries(1);
    }
    return series;
  }

  private static long sizeBytes(SelectedSeries series) {
    long bytes = 0;
    Labels labels = series.labels();
    for (int i = 0; i < labels.size(); i++) {
      bytes += labels.name(i).length() + labels.value(i).length();
    }
    for (ColumnFrame frame : series.frames()) {
      bytes += frame.sizeBytes();
    }
    return bytes;
  }

  @Override
  public Trailer trailer() {
    return source.trailer();
  }

  @Override
  public void close() {
    source.close();
  }
}
