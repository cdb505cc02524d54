package io.carillon.ingester.block;

import io.carillon.common.error.CarillonException;
import io.carillon.common.error.ErrorCode;
import io.carillon.common.labels.Labels;
import io.carillon.common.labels.Matcher;
import io.carillon.common.tenant.TenantId;
import io.carillon.ingester.index.SeriesCursor;
import io.carillon.ingester.index.SeriesRun;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Some blocks, held open for a reader. A block that turns out to be damaged is taken out of the
 * store and read no further; what it held is then declared lost, so a trailer that is made
 * afterwards says so. One thread.
 */
public final class BlockView implements AutoCloseable {
  private final BlockStore store;
  private final List<Block> blocks;
  private final List<Tombstone> tombstones;

  /**
   * A view.
   *
   * @param tombstones what is masked in files of lower numbers
   */
  BlockView(BlockStore store, List<Block> blocks, List<Tombstone> tombstones) {
    this.store = store;
    this.blocks = blocks;
    this.tombstones = tombstones;
  }

  /** For each block the series that fit all matchers and have samples in a range. */
  public List<SeriesCursor> select(
      TenantId tenant, List<Matcher> matchers, long fromMs, long toMs) {
    List<SeriesCursor> cursors = new ArrayList<>();
    for (Block block : blocks) {
      SeriesCursor cursor =
          guarded(
              block,
              EmptyCursor.INSTANCE,
              () -> block.select(tenant, matchers, new TimeRange(fromMs, toMs), tombstones));
      cursors.add(new GuardedCursor(block, cursor));
    }
    return cursors;
  }

  /** Label sets of the series that fit all matchers and have samples around a range. */
  public void collectSeries(
      TenantId tenant, List<Matcher> matchers, long fromMs, long toMs, Collection<Labels> out) {
    TimeRange range = new TimeRange(fromMs, toMs);
    forEach(block -> block.collectSeries(tenant, matchers, range, tombstones, out));
  }

  /**
   * Label names of series.
   *
   * @param matchers null for all series
   */
  public void collectNames(
      TenantId tenant, @Nullable List<Matcher> matchers, Collection<String> out) {
    forEach(block -> block.collectNames(tenant, matchers, tombstones, out));
  }

  /** As {@link #collectNames}, values of one label. */
  public void collectValues(
      TenantId tenant, String name, @Nullable List<Matcher> matchers, Collection<String> out) {
    forEach(block -> block.collectValues(tenant, name, matchers, tombstones, out));
  }

  /**
   * Reads what the blocks hold of a tenant besides its samples, of the lowest file number first.
   *
   * @param reader may throw CORRUPTION when a section does not unpack; then its block is damaged
   */
  public void readSections(
      SectionKind kind, TenantId tenant, Consumer<SectionMerger.Section> reader) {
    List<Block> byNumber =
        blocks.stream().sorted(Comparator.comparingLong(block -> block.meta().number())).toList();
    forEach(
        byNumber,
        block ->
            block
                .sections(kind, tenant)
                .forEach(bytes -> reader.accept(section(block, tenant, bytes))));
  }

  private SectionMerger.Section section(Block block, TenantId tenant, byte[] bytes) {
    return new SectionMerger.Section(
        bytes,
        tombstones.stream()
            .filter(t -> t.masks(block.meta()) && t.tenant().equals(tenant))
            .toList());
  }

  @Override
  public void close() {
    blocks.forEach(Block::release);
    blocks.clear();
  }

  /** The blocks with these numbers, held by this view. */
  List<Block> only(Set<Long> numbers) {
    return blocks.stream().filter(b -> numbers.contains(b.meta().number())).toList();
  }

  /** The tombstones up to a number. */
  List<Tombstone> tombstones(long maxNumber) {
    return tombstones.stream().filter(t -> t.number() <= maxNumber).toList();
  }

  private void forEach(Consumer<Block> action) {
    forEach(blocks, action);
  }

  private void forEach(List<Block> some, Consumer<Block> action) {
    for (Block block : some) {
      guarded(
          block,
          true,
          () -> {
            action.accept(block);
            return true;
          });
    }
  }

  private <T> T guarded(Block block, T otherwise, Supplier<T> action) {
    try {
      return action.get();
    } catch (CarillonException e) {
      if (e.code() != ErrorCode.CORRUPTION) {
        throw e;
      }
      store.quarantine(block, e);
      return otherwise;
    }
  }

  /** Ends early where its block is damaged. */
  private final class GuardedCursor implements SeriesCursor {
    private final Block block;
    private SeriesCursor cursor;

    GuardedCursor(Block block, SeriesCursor cursor) {
      this.block = block;
      this.cursor = cursor;
    }

    @Override
    public @Nullable SeriesRun next() {
      try {
        return cursor.next();
      } catch (CarillonException e) {
        if (e.code() != ErrorCode.CORRUPTION) {
          throw e;
        }
        store.quarantine(block, e);
        cursor = EmptyCursor.INSTANCE;
        return null;
      }
    }

    @Override
    public void close() {
      cursor.close();
    }
  }
}
