package io.carillon.ingester.block;

import io.carillon.common.error.CarillonException;
import io.carillon.common.tenant.TenantId;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/** Unites the sections of blocks that are merged. One thread. */
final class SectionsMerge {
  private record Source(
      Block block, BlockDirectory.SectionEntry entry, SectionMerger.Section section) {}

  private final List<Block> sources;
  private final List<Tombstone> tombstones;
  private final long minMs;
  private final Map<SectionKind, SectionMerger> mergers;
  private final BiConsumer<Block, Runnable> guard;

  /**
   * Sections of blocks that the caller holds.
   *
   * @param guard runs something and ends the merge if the block turns out to be unreadable
   */
  SectionsMerge(
      List<Block> sources,
      List<Tombstone> tombstones,
      long minMs,
      Map<SectionKind, SectionMerger> mergers,
      BiConsumer<Block, Runnable> guard) {
    this.sources =
        sources.stream().sorted(Comparator.comparingLong(b -> b.meta().number())).toList();
    this.tombstones = tombstones;
    this.minMs = minMs;
    this.mergers = mergers;
    this.guard = guard;
  }

  void writeTo(BlockWriter writer) throws IOException {
    for (SectionKind kind : SectionKind.values()) {
      SortedSet<TenantId> tenants = new TreeSet<>();
      for (Block block : sources) {
        block.directory().sections().stream()
            .filter(entry -> entry.kind() == kind)
            .forEach(entry -> tenants.add(entry.tenant()));
      }
      for (TenantId tenant : tenants) {
        merge(kind, tenant, writer);
      }
    }
  }

  private void merge(SectionKind kind, TenantId tenant, BlockWriter writer) throws IOException {
    List<Source> found = new ArrayList<>();
    for (Block block : sources) {
      List<Tombstone> deletions =
          tombstones.stream()
              .filter(t -> t.masks(block.meta()) && t.tenant().equals(tenant))
              .toList();
      for (BlockDirectory.SectionEntry entry : block.sectionEntries(kind, tenant)) {
        guard.accept(
            block,
            () -> {
              byte[] bytes = block.section(entry);
              found.add(new Source(block, entry, new SectionMerger.Section(bytes, deletions)));
            });
      }
    }
    SectionMerger merger = mergers.get(kind);
    if (merger == null) {
      for (Source source : found) {
        add(kind, tenant, source.section().bytes(), List.of(source), writer);
      }
      return;
    }
    byte[] merged = merge(merger, tenant, found);
    if (merged != null) {
      add(kind, tenant, merged, found, writer);
    }
  }

  private static void add(
      SectionKind kind, TenantId tenant, byte[] bytes, List<Source> sources, BlockWriter writer)
      throws IOException {
    long firstMs = Long.MAX_VALUE;
    long lastMs = Long.MIN_VALUE;
    for (Source source : sources) {
      firstMs = Math.min(firstMs, source.entry().minMs());
      lastMs = Math.max(lastMs, source.entry().maxMs());
    }
    writer.addSection(kind, tenant, bytes, firstMs, lastMs);
  }

  private byte @Nullable [] merge(SectionMerger merger, TenantId tenant, List<Source> found) {
    try {
      return merger.merge(tenant, found.stream().map(Source::section).toList(), minMs);
    } catch (CarillonException e) {
      // Alone, each shows whether it is the one.
      for (Source source : found) {
        guard.accept(source.block(), () -> merger.merge(tenant, List.of(source.section()), minMs));
      }
      throw e;
    }
  }
}
