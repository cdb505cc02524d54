package io.carillon.ingester.block;

import io.carillon.common.column.ColumnFrame;
import io.carillon.common.error.CarillonException;
import io.carillon.common.error.ErrorCode;
import io.carillon.common.tenant.TenantId;
import io.carillon.ingester.index.MergingCursor;
import io.carillon.ingester.index.SeriesCursor;
import io.carillon.ingester.index.SeriesRun;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.BiConsumer;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Unites files into one, series by series: leaves out what is deleted or too old, and verifies
 * every checksum on the way. Of each source it keeps a page of values and a few of times. One
 * thread, one merge.
 */
final class BlockMerger {
  /** Parts of the sources' indexes; they are read in order, so few are needed at a time. */
  private static final long PARTS_BYTES = 8 << 20;

  private final List<Block> sources;
  private final List<Tombstone> tombstones;
  private final TimeRange kept;
  private final MergeSettings settings;
  private final BiConsumer<Block, CarillonException> onUnreadable;
  private final BooleanSupplier stop;
  private final PartCache parts = new PartCache(PARTS_BYTES);
  private final RunJoiner joiner = new RunJoiner();

  /**
   * A merge of blocks that the caller holds.
   *
   * @param tombstones all there are
   * @param minMs what is older is left out
   * @param onUnreadable told about a block that is damaged (CORRUPTION) or of which a newer version
   *     wrote a part (FAILED_PRECONDITION)
   * @param stop asked now and then whether to end without a result
   */
  BlockMerger(
      List<Block> sources,
      List<Tombstone> tombstones,
      long minMs,
      MergeSettings settings,
      BiConsumer<Block, CarillonException> onUnreadable,
      BooleanSupplier stop) {
    this.sources = List.copyOf(sources);
    this.tombstones = List.copyOf(tombstones);
    this.kept = new TimeRange(minMs, Long.MAX_VALUE);
    this.settings = settings;
    this.onUnreadable = onUnreadable;
    this.stop = stop;
  }

  /** How a merge ended. */
  enum Outcome {
    /** The writer has everything. */
    DONE,
    /** It was stopped, or a source cannot be read. */
    GIVEN_UP
  }

  /** Adds everything to a writer and leaves it open. */
  Outcome writeTo(BlockWriter writer) throws IOException {
    try {
      SortedSet<TenantId> tenants = new TreeSet<>();
      for (Block block : sources) {
        tenants.addAll(block.index().tenants());
      }
      for (TenantId tenant : tenants) {
        if (!mergeTenant(tenant, writer)) {
          return Outcome.GIVEN_UP;
        }
      }
      BiConsumer<Block, Runnable> guard =
          (block, action) ->
              watched(
                  block,
                  () -> {
                    action.run();
                    return true;
                  });
      new SectionsMerge(sources, tombstones, kept.fromMs(), settings.sections(), guard)
          .writeTo(writer);
      return Outcome.DONE;
    } catch (UnreadableSource _) {
      return Outcome.GIVEN_UP;
    }
  }

  private boolean mergeTenant(TenantId tenant, BlockWriter writer) throws IOException {
    List<SeriesCursor> cursors = new ArrayList<>();
    for (Block block : sources) {
      SeriesCursor cursor = watched(block, () -> block.scan(tenant, parts, kept, tombstones));
      cursors.add(new WatchedCursor(block, cursor));
    }
    try (MergingCursor merging = new MergingCursor(cursors)) {
      for (List<SeriesRun> runs = merging.next(); runs != null; runs = merging.next()) {
        if (stop.getAsBoolean()) {
          return false;
        }
        writer.add(tenant, runs.getFirst().labels(), joiner.join(runs));
      }
      return true;
    }
  }

  /** Reads a block; when that cannot be done, the merge ends. */
  private <T extends @Nullable Object> T watched(Block block, Reading<T> reading) {
    try {
      return reading.read();
    } catch (CarillonException e) {
      if (e.code() != ErrorCode.CORRUPTION && e.code() != ErrorCode.FAILED_PRECONDITION) {
        throw e;
      }
      onUnreadable.accept(block, e);
      throw new UnreadableSource(e);
    }
  }

  /** Something that is read from a block. */
  interface Reading<T extends @Nullable Object> {
    T read();
  }

  private final class WatchedCursor implements SeriesCursor {
    private final Block block;
    private final SeriesCursor cursor;

    WatchedCursor(Block block, SeriesCursor cursor) {
      this.block = block;
      this.cursor = cursor;
    }

    @Override
    public @Nullable SeriesRun next() {
      return BlockMerger.this.<@Nullable SeriesRun>watched(block, this::unpackedNext);
    }

    /** Unpacks here, where it is known whose damage it is. */
    private @Nullable SeriesRun unpackedNext() {
      SeriesRun run = cursor.next();
      if (run == null) {
        return null;
      }
      settings.throttle().spend(run.frame().sizeBytes(), stop);
      ColumnFrame unpacked = new ColumnFrame.Unpacked(run.frame().column());
      return new SeriesRun(run.labels(), unpacked, run.minMs(), run.maxMs());
    }

    @Override
    public void close() {
      cursor.close();
    }
  }

  /** Ends a merge that must not go on without all of its sources. */
  private static final class UnreadableSource extends RuntimeException {
    private static final long serialVersionUID = 1L;

    UnreadableSource(CarillonException cause) {
      super(cause);
    }
  }
}
