package io.carillon.ingester.block;

import io.carillon.common.column.ColumnFrame;
import io.carillon.common.column.SampleColumn;
import io.carillon.common.column.SampleColumnBuilder;
import io.carillon.ingester.index.SeriesCursor;
import io.carillon.ingester.index.SeriesRun;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.roaringbitmap.IntIterator;

/**
 * Walks chosen series of a block; reads a page once for all of its series and unpacks it only where
 * the directory cannot tell whether there are samples.
 */
final class BlockCursor implements SeriesCursor {
  private final SeriesReader series;
  private final IntIterator ordinals;
  private final TimeRange range;
  private final Mask mask;
  private final PageSource pages;
  private @Nullable BlockPage page;
  private long pageOffset = -1;
  private @Nullable BlockPage timesPage;
  private long timesPageOffset = -1;

  /**
   * A cursor.
   *
   * @param range samples outside are left out
   * @param mask what it masks is left out
   */
  BlockCursor(
      SeriesReader series, IntIterator ordinals, TimeRange range, Mask mask, PageSource pages) {
    this.series = series;
    this.ordinals = ordinals;
    this.range = range;
    this.mask = mask;
    this.pages = pages;
  }

  @Override
  public @Nullable SeriesRun next() {
    while (ordinals.hasNext()) {
      SeriesRun run = run(ordinals.next());
      if (run != null) {
        return run;
      }
    }
    return null;
  }

  @Override
  public void close() {}

  private @Nullable SeriesRun run(int ordinal) {
    VectorChunk.Vector vector = series.vector(ordinal);
    if (!vector.overlaps(range.fromMs(), range.toMs())) {
      return null;
    }
    if (mask.isEmpty()) {
      return run(ordinal, vector, range);
    }
    List<TimeRange> visible =
        mask.visible(ordinal, range).stream()
            .filter(part -> vector.overlaps(part.fromMs(), part.toMs()))
            .toList();
    return switch (visible.size()) {
      case 0 -> null;
      case 1 -> run(ordinal, vector, visible.getFirst());
      default -> run(ordinal, parts(frame(ordinal, vector).column(), visible));
    };
  }

  private @Nullable SeriesRun run(int ordinal, VectorChunk.Vector vector, TimeRange wanted) {
    long fromMs = Math.max(wanted.fromMs(), vector.minMs());
    long toMs = Math.min(wanted.toMs(), vector.maxMs());
    if (!vector.surelyHas(fromMs, toMs) && !hasSample(vector, fromMs, toMs)) {
      return null;
    }
    ColumnFrame frame = frame(ordinal, vector);
    if (fromMs > vector.minMs() || toMs < vector.maxMs()) {
      frame = new ColumnFrame.Trimmed(frame(ordinal, vector), fromMs, toMs);
    }
    return new SeriesRun(series.labels(ordinal), frame, fromMs, toMs);
  }

  private boolean hasSample(VectorChunk.Vector vector, long fromMs, long toMs) {
    for (long timestampMs : ColumnPacking.unpackTimes(timesPage(vector), vector)) {
      if (fromMs <= timestampMs && timestampMs <= toMs) {
        return true;
      }
    }
    return false;
  }

  private static SampleColumn parts(SampleColumn whole, List<TimeRange> ranges) {
    SampleColumnBuilder out = new SampleColumnBuilder(whole.size());
    for (TimeRange part : ranges) {
      out.addAll(whole.slice(part.fromMs(), part.toMs()));
    }
    return out.build();
  }

  private @Nullable SeriesRun run(int ordinal, SampleColumn column) {
    if (column.size() == 0) {
      return null;
    }
    long[] timestampsMs = column.timestampsMs();
    return new SeriesRun(
        series.labels(ordinal),
        new ColumnFrame.Unpacked(column),
        timestampsMs[0],
        timestampsMs[timestampsMs.length - 1]);
  }

  private ColumnFrame.Split frame(int ordinal, VectorChunk.Vector vector) {
    SeriesChunk.Place place = series.place(ordinal);
    BlockPage current = page;
    if (current == null || place.pageOffset() != pageOffset) {
      current = pages.page(PageKind.VALUES, place.pageOffset());
      page = current;
      pageOffset = place.pageOffset();
    }
    return ColumnPacking.frame(timesPage(vector), vector, current, place);
  }

  private BlockPage timesPage(VectorChunk.Vector vector) {
    BlockPage current = timesPage;
    if (current == null || vector.pageOffset() != timesPageOffset) {
      current = pages.page(PageKind.TIMES, vector.pageOffset());
      timesPage = current;
      timesPageOffset = vector.pageOffset();
    }
    return current;
  }
}
