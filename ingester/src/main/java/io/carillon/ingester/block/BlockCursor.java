package io.carillon.ingester.block;

import io.carillon.common.column.ColumnCodec;
import io.carillon.common.column.ColumnFrame;
import io.carillon.common.column.SampleColumn;
import io.carillon.ingester.index.SeriesCursor;
import io.carillon.ingester.index.SeriesRun;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.roaringbitmap.IntIterator;

/** Walks chosen series of a block; unpacks a page once for all of its series. */
final class BlockCursor implements SeriesCursor {
  private final Block block;
  private final BlockIndex.TenantSeries series;
  private final IntIterator ordinals;
  private final long fromMs;
  private final long toMs;
  private byte[] page = new byte[0];
  private long pageOffset = -1;

  BlockCursor(
      Block block, BlockIndex.TenantSeries series, IntIterator ordinals, long fromMs, long toMs) {
    this.block = block;
    this.series = series;
    this.ordinals = ordinals;
    this.fromMs = fromMs;
    this.toMs = toMs;
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
    ColumnFrame.Packed packed = new ColumnFrame.Packed(block.codecId(), bytes(ordinal));
    if (fromMs <= series.minMs(ordinal) && series.maxMs(ordinal) <= toMs) {
      return new SeriesRun(
          series.labels(ordinal), packed, series.minMs(ordinal), series.maxMs(ordinal));
    }
    SampleColumn column = ColumnCodec.decode(packed.codecId(), packed.bytes()).slice(fromMs, toMs);
    if (column.size() == 0) {
      return null;
    }
    return new SeriesRun(
        series.labels(ordinal),
        new ColumnFrame.Unpacked(column),
        column.timestampsMs()[0],
        column.timestampsMs()[column.size() - 1]);
  }

  private byte[] bytes(int ordinal) {
    if (series.pageOffset(ordinal) != pageOffset) {
      page = block.page(series.pageOffset(ordinal));
      pageOffset = series.pageOffset(ordinal);
    }
    int from = series.offset(ordinal);
    int length = series.length(ordinal);
    if (from < 0 || length < 0 || from > page.length - length) {
      throw BlockFormat.corrupt("column of series " + ordinal + " lies outside of its page");
    }
    return Arrays.copyOfRange(page, from, from + length);
  }
}
