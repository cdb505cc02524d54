package io.carillon.ingester.block;

import io.carillon.common.bytes.ByteWriter;
import io.carillon.common.column.SampleColumn;
import io.carillon.common.labels.Labels;
import io.carillon.common.tenant.TenantId;
import io.carillon.ingester.file.AppendFile;
import io.carillon.ingester.file.FileStore;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Writes a slice or block: series come in order of tenant and labels. The labels are kept in memory
 * until the end, see {@link TenantIndexWriter}. One thread. Closing without {@link #finish} leaves
 * nothing behind.
 */
public final class BlockWriter implements AutoCloseable {
  /** What packs well anyway; small enough to unpack for one series. */
  private static final int PAGE_TARGET_BYTES = 32 << 10;

  /** Where a series of the page that is not written yet will be. */
  private record Pending(TenantIndexWriter index, int offset, int length, int vector) {}

  private final FileStore files;
  private final Path target;
  private final Path temporary;
  private final BlockMeta empty;
  private final AppendFile file;
  private final PageWriter pages;
  private final PartWriter parts;
  private final VectorWriter vectors;

  private final ByteWriter page = new ByteWriter(PAGE_TARGET_BYTES + (PAGE_TARGET_BYTES >> 3));
  private final List<Pending> pending = new ArrayList<>();
  private final List<TenantIndexWriter> tenants = new ArrayList<>();
  private final List<BlockDirectory.SectionEntry> sections = new ArrayList<>();
  private @Nullable TenantIndexWriter current;
  private long seriesCount;
  private long sampleCount;
  private long minMs = Long.MAX_VALUE;
  private long maxMs = Long.MIN_VALUE;
  private boolean finished;

  /**
   * Opens a file.
   *
   * @param empty number, merge level and delete number of the new file
   */
  BlockWriter(FileStore files, Path directory, BlockMeta empty, int zstdLevel) throws IOException {
    this.files = files;
    this.empty = empty;
    this.target = empty.path(directory);
    this.temporary = directory.resolve(empty.number() + ".tmp");
    this.file = files.create(temporary);
    this.pages = new PageWriter(file, zstdLevel);
    this.parts = new PartWriter(pages);
    this.vectors = new VectorWriter(pages, parts, PAGE_TARGET_BYTES);
    try {
      file.write(ByteBuffer.wrap(BlockFormat.header()));
    } catch (IOException e) {
      close();
      throw e;
    }
  }

  /** Adds a series with samples in ascending order of time, at least one. */
  public void add(TenantId tenant, Labels labels, SampleColumn column) throws IOException {
    long[] timestampsMs = column.timestampsMs();
    TenantIndexWriter index = index(tenant);
    index.addLabels(labels);
    int vector = vectors.add(timestampsMs);
    int offset = page.size();
    ColumnPacking.packValues(column, page);
    pending.add(new Pending(index, offset, page.size() - offset, vector));
    seriesCount++;
    sampleCount += column.size();
    extend(timestampsMs[0], timestampsMs[timestampsMs.length - 1]);
    if (page.size() >= PAGE_TARGET_BYTES) {
      endPage();
    }
  }

  private TenantIndexWriter index(TenantId tenant) {
    TenantIndexWriter last = current;
    if (last == null || !last.tenant().equals(tenant)) {
      vectors.endTenant();
      last = new TenantIndexWriter(tenant);
      tenants.add(last);
      current = last;
    }
    return last;
  }

  /**
   * Adds bytes that belong to a tenant, besides its samples.
   *
   * @param bytes what the {@link SectionMerger} of the kind understands
   */
  public void addSection(SectionKind kind, TenantId tenant, byte[] bytes) throws IOException {
    addSection(kind, tenant, bytes, Long.MAX_VALUE, Long.MIN_VALUE);
  }

  /**
   * As {@link #addSection(SectionKind, TenantId, byte[])}; the file is kept until retention reaches
   * the last time, also when it has no samples.
   */
  public void addSection(SectionKind kind, TenantId tenant, byte[] bytes, long firstMs, long lastMs)
      throws IOException {
    long offset = pages.write(PageKind.SECTION, bytes, bytes.length);
    sections.add(new BlockDirectory.SectionEntry(kind, tenant, offset, firstMs, lastMs));
    extend(firstMs, lastMs);
  }

  /** Bytes that were written. */
  long sizeBytes() {
    return file.sizeBytes();
  }

  /**
   * Completes the file and gives it its name; the name is durable after a sync of the directory.
   *
   * @return null when there is nothing of any time, then there is no file
   */
  public @Nullable BlockMeta finish() throws IOException {
    if (minMs > maxMs) {
      return null;
    }
    endPage();
    long[] vectorChunks = vectors.finish();
    List<BlockDirectory.TenantEntry> entries = new ArrayList<>();
    for (TenantIndexWriter tenant : tenants) {
      entries.add(new BlockDirectory.TenantEntry(tenant.tenant(), tenant.write(parts)));
    }
    long[] indexPages = parts.finish();
    BlockDirectory directory =
        new BlockDirectory(
            meta(0), indexPages, vectors.size(), vectorChunks, entries, List.copyOf(sections));
    ByteWriter encoded = new ByteWriter(1024);
    directory.encode(encoded);
    long offset = pages.write(PageKind.DIRECTORY, encoded);
    file.write(ByteBuffer.wrap(BlockFormat.footer(offset)));
    BlockMeta meta = meta(file.sizeBytes());
    file.sync();
    pages.close();
    file.close();
    files.rename(temporary, target);
    finished = true;
    return meta;
  }

  @Override
  public void close() throws IOException {
    if (!finished) {
      finished = true;
      pages.close();
      file.close();
      files.delete(temporary);
    }
  }

  private void extend(long firstMs, long lastMs) {
    minMs = Math.min(minMs, firstMs);
    maxMs = Math.max(maxMs, lastMs);
  }

  private BlockMeta meta(long sizeBytes) {
    return new BlockMeta(
        empty.number(),
        empty.mergeLevel(),
        minMs,
        maxMs,
        seriesCount,
        sampleCount,
        sizeBytes,
        empty.deleteNumber());
  }

  private void endPage() throws IOException {
    if (pending.isEmpty()) {
      return;
    }
    long offset = pages.write(PageKind.VALUES, page);
    page.clear();
    for (Pending series : pending) {
      series.index().addPlace(offset, series.offset(), series.length(), series.vector());
    }
    pending.clear();
  }
}
