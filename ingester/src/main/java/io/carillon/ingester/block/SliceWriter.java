package io.carillon.ingester.block;

import io.carillon.common.column.SampleColumn;
import io.carillon.common.labels.Labels;
import io.carillon.common.tenant.TenantId;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Writes what a shard seals: mostly one slice, and one more for each other window of time that it
 * has samples of. One thread. Closing without {@link #finish} leaves nothing behind.
 */
public final class SliceWriter implements AutoCloseable {
  private final SliceWindows windows;
  private final BlockStore store;
  private final Map<Long, BlockWriter> writers = new TreeMap<>();

  SliceWriter(BlockStore store, SliceWindows windows) {
    this.windows = windows;
    this.store = store;
  }

  /** Adds a series, in order of tenant and labels, with samples in ascending order of time. */
  public void add(TenantId tenant, Labels labels, SampleColumn column) throws IOException {
    long[] timestampsMs = column.timestampsMs();
    long lastMs = timestampsMs[timestampsMs.length - 1];
    SampleColumn left = column;
    TimeRange window = windows.around(timestampsMs[0]);
    while (!window.contains(lastMs)) {
      writer(window).add(tenant, labels, left.slice(window.fromMs(), window.toMs()));
      left = left.slice(window.toMs() + 1, Long.MAX_VALUE);
      window = windows.around(left.timestampsMs()[0]);
    }
    writer(window).add(tenant, labels, left);
  }

  /** Adds a section to the slice of a time; see {@link BlockWriter#addSection}. */
  public void addSection(SectionKind kind, TenantId tenant, byte[] bytes, long firstMs, long lastMs)
      throws IOException {
    writer(windows.around(lastMs)).addSection(kind, tenant, bytes, firstMs, lastMs);
  }

  private BlockWriter writer(TimeRange window) throws IOException {
    BlockWriter writer = writers.get(window.fromMs());
    if (writer == null) {
      writer = store.newBlock(0);
      writers.put(window.fromMs(), writer);
    }
    return writer;
  }

  /** Completes the files; see {@link BlockWriter#finish}. Empty when nothing was added. */
  public List<BlockMeta> finish() throws IOException {
    List<BlockMeta> metas = new ArrayList<>();
    boolean complete = false;
    try {
      for (BlockWriter writer : writers.values()) {
        BlockMeta meta = writer.finish();
        if (meta != null) {
          metas.add(meta);
        }
      }
      complete = true;
      return metas;
    } finally {
      if (!complete) {
        store.discard(metas);
      }
    }
  }

  @Override
  public void close() throws IOException {
    for (BlockWriter writer : writers.values()) {
      writer.close();
    }
  }
}
