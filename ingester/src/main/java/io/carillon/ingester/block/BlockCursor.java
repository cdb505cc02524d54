package io.carillon.ingester.block;

import io.carillon.common.column.ColumnFrame;
import io.carillon.common.column.SampleColumn;
import io.carillon.ingester.index.SeriesCursor;
import io.carillon.ingester.index.SeriesRun;
import java.util.function.LongFunction;
import org.jspecify.annotations.Nullable;
import org.roaringbitmap.IntIterator;

/** Walks chosen series of a block; reads a page once for all of its series. */
final class BlockCursor implements SeriesCursor {
  /** A range of time, both ends inclusive. */
  record Range(long fromMs, long toMs) {
    static final Range ALL = new Range(Long.MIN_VALUE, Long.MAX_VALUE);
  }

  private final int codecId;
  private final BlockIndex.TenantSeries series;
  private final IntIterator ordinals;
  private final long fromMs;
  private final long toMs;
  private final LongFunction<BlockPage> pages;
  private @Nullable BlockPage page;
  private long pageOffset = -1;

  /** Reads the page at an offset of the block by {@code pages}. */
  BlockCursor(
      Block block,
      BlockIndex.TenantSeries series,
      IntIterator ordinals,
      Range range,
      LongFunction<BlockPage> pages) {
    this.codecId = block.codecId();
    this.series = series;
    this.ordinals = ordinals;
    this.fromMs = range.fromMs();
    this.toMs = range.toMs();
    this.pages = pages;
  }

  @Override
  public @Nullable SeriesRun next() {
    while (ordinals.hasNext()) {
      int ordinal = ordinals.next();
      SeriesRun run = series.overlaps(ordinal, fromMs, toMs) ? run(ordinal) : null;
      if (run != null) {
        return run;
      }
    }
    return null;
  }

  @Override
  public void close() {}

  private @Nullable SeriesRun run(int ordinal) {
    long minMs = series.minMs(ordinal);
    long maxMs = series.maxMs(ordinal);
    ColumnFrame.Packed packed = packed(ordinal);
    if (fromMs <= minMs && maxMs <= toMs) {
      return new SeriesRun(series.labels(ordinal), packed, minMs, maxMs);
    }
    ColumnFrame frame = new ColumnFrame.Trimmed(packed, fromMs, toMs);
    if (minMs < fromMs && toMs < maxMs) {
      // The samples at both ends lie outside, so there may be none in between.
      SampleColumn column = frame.column();
      if (column.size() == 0) {
        return null;
      }
      frame = new ColumnFrame.Unpacked(column);
    }
    return new SeriesRun(
        series.labels(ordinal), frame, Math.max(fromMs, minMs), Math.min(toMs, maxMs));
  }

  private ColumnFrame.Packed packed(int ordinal) {
    BlockPage current = page;
    if (current == null || series.pageOffset(ordinal) != pageOffset) {
      current = pages.apply(series.pageOffset(ordinal));
      page = current;
      pageOffset = series.pageOffset(ordinal);
    }
    int from = series.offset(ordinal);
    int length = series.length(ordinal);
    if (from < 0 || length < 0 || from > current.sizeBytes() - length) {
      throw BlockFormat.corrupt("column of series " + ordinal + " lies outside of its page");
    }
    return new ColumnFrame.Packed(codecId, current, from, length);
  }
}
