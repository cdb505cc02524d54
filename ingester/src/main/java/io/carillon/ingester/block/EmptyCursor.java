package io.carillon.ingester.block;

import io.carillon.ingester.index.SeriesCursor;
import io.carillon.ingester.index.SeriesRun;
import org.jspecify.annotations.Nullable;

/** No series. */
enum EmptyCursor implements SeriesCursor {
  INSTANCE;

  @Override
  public @Nullable SeriesRun next() {
    return null;
  }

  @Override
  public void close() {}
}
