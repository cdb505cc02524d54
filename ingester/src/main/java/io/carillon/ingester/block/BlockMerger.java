package io.carillon.ingester.block;

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

/** Unites blocks into one, series by series. */
final class BlockMerger {
  /** Opens the file of a new block. */
  interface WriterFactory {
    BlockWriter open(int mergeLevel) throws IOException;
  }

  private BlockMerger() {}

  /**
   * Merges blocks that the caller holds.
   *
   * @param onDamage told about a damaged block
   * @param stop asked now and then whether to end without a result
   * @return the new block, not yet installed; null when it was stopped or a block is damaged
   */
  static @Nullable BlockMeta merge(
      List<Block> sources,
      WriterFactory writers,
      BiConsumer<Block, CarillonException> onDamage,
      BooleanSupplier stop)
      throws IOException {
    int mergeLevel = 1 + sources.stream().mapToInt(b -> b.meta().mergeLevel()).max().orElse(0);
    try (BlockWriter writer = writers.open(mergeLevel)) {
      SortedSet<TenantId> tenants = new TreeSet<>();
      for (Block block : sources) {
        tenants.addAll(watched(block, onDamage, () -> block.index().tenants()));
      }
      for (TenantId tenant : tenants) {
        if (!mergeTenant(tenant, sources, writer, onDamage, stop)) {
          return null;
        }
      }
      return writer.finish();
    } catch (DamagedSource _) {
      return null;
    }
  }

  private static boolean mergeTenant(
      TenantId tenant,
      List<Block> sources,
      BlockWriter writer,
      BiConsumer<Block, CarillonException> onDamage,
      BooleanSupplier stop)
      throws IOException {
    List<SeriesCursor> cursors = new ArrayList<>();
    for (Block block : sources) {
      SeriesCursor cursor = watched(block, onDamage, () -> block.scan(tenant));
      cursors.add(new WatchedCursor(block, cursor, onDamage));
    }
    try (MergingCursor merging = new MergingCursor(cursors)) {
      for (List<SeriesRun> runs = merging.next(); runs != null; runs = merging.next()) {
        if (stop.getAsBoolean()) {
          return false;
        }
        writer.add(tenant, runs.getFirst().labels(), MergingCursor.column(runs));
      }
      return true;
    }
  }

  private interface Reading<T> {
    T read();
  }

  private static <T extends @Nullable Object> T watched(
      Block block, BiConsumer<Block, CarillonException> onDamage, Reading<T> reading) {
    try {
      return reading.read();
    } catch (CarillonException e) {
      if (e.code() != ErrorCode.CORRUPTION) {
        throw e;
      }
      onDamage.accept(block, e);
      throw new DamagedSource(e);
    }
  }

  private record WatchedCursor(
      Block block, SeriesCursor cursor, BiConsumer<Block, CarillonException> onDamage)
      implements SeriesCursor {
    @Override
    public @Nullable SeriesRun next() {
      return BlockMerger.<@Nullable SeriesRun>watched(block, onDamage, cursor::next);
    }

    @Override
    public void close() {
      cursor.close();
    }
  }

  /** Ends a merge that must not go on without all of its sources. */
  private static final class DamagedSource extends RuntimeException {
    private static final long serialVersionUID = 1L;

    DamagedSource(CarillonException cause) {
      super(cause);
    }
  }
}
