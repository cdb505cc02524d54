package io.carillon.ingester.service;

import io.carillon.common.error.CarillonException;
import io.carillon.common.error.ErrorCode;
import io.carillon.common.store.SelectedSeries;
import io.carillon.common.store.SeriesStream;
import io.carillon.common.store.Trailer;
import io.carillon.ingester.block.BlockView;
import io.carillon.ingester.index.MergingCursor;
import io.carillon.ingester.index.SeriesRun;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The answer to a select: series of heads and blocks, united while they are pulled. */
final class SelectStream implements SeriesStream {
  private final MergingCursor series;
  private final BlockView blocks;
  private final Supplier<Trailer> trailers;
  private int left;
  private @Nullable Trailer trailer;
  private boolean isClosed;

  /**
   * Takes the view over and closes it with itself.
   *
   * @param limit series wanted at most
   * @param trailers makes the trailer at the end, when all that is damaged has been found
   */
  SelectStream(MergingCursor series, BlockView blocks, int limit, Supplier<Trailer> trailers) {
    this.series = series;
    this.blocks = blocks;
    this.left = limit;
    this.trailers = trailers;
  }

  @Override
  public @Nullable SelectedSeries next() {
    checkInterrupted();
    if (isClosed) {
      throw new IllegalStateException("the stream is closed");
    }
    List<SeriesRun> runs = left > 0 ? series.next() : null;
    if (runs == null) {
      trailer = trailers.get();
      return null;
    }
    left--;
    return new SelectedSeries(runs.getFirst().labels(), MergingCursor.frames(runs));
  }

  @Override
  public Trailer trailer() {
    if (trailer == null) {
      throw new IllegalStateException("expected all series to be pulled before the trailer");
    }
    return trailer;
  }

  @Override
  public void close() {
    if (!isClosed) {
      isClosed = true;
      series.close();
      blocks.close();
    }
  }

  static void checkInterrupted() {
    if (Thread.currentThread().isInterrupted()) {
      throw new CarillonException(ErrorCode.CANCELED, "the query was canceled");
    }
  }
}
