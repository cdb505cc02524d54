package io.carillon.common.store;

import org.jspecify.annotations.Nullable;

/** The answer to a select, pulled by one thread. */
public interface SeriesStream extends AutoCloseable {
  /** The next series in label order; null after the last. Blocks until it is there. */
  @Nullable SelectedSeries next();

  /**
   * What the replica vouches for; only after {@link #next} gave null.
   *
   * @throws IllegalStateException when called before
   */
  Trailer trailer();

  /** Ends the select, also before its end, and frees what it holds. */
  @Override
  void close();
}
