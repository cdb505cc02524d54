package io.carillon.ingester.index;

import org.jspecify.annotations.Nullable;

/** Walks series in label order, each at most once. One thread. */
public interface SeriesCursor extends AutoCloseable {
  /** The next series; null after the last. */
  @Nullable SeriesRun next();

  @Override
  void close();
}
