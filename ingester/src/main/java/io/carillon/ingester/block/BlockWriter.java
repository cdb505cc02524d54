package io.carillon.ingester.block;

import io.carillon.common.bytes.ByteWriter;
import io.carillon.common.column.ColumnCodec;
import io.carillon.common.column.SampleColumn;
import io.carillon.common.labels.Labels;
import io.carillon.common.tenant.TenantId;
import io.carillon.ingester.file.AppendFile;
import io.carillon.ingester.file.FileStore;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Writes a block: series come in order of tenant and labels. The index is kept in memory until the
 * end. One thread. Closing without {@link #finish} leaves nothing behind.
 */
public final class BlockWriter implements AutoCloseable {
  /** Large enough to pack well, small enough to unpack for one series. */
  private static final int PAGE_TARGET_BYTES = 32 << 10;

  private final FileStore files;
  private final Path directory;
  private final Path temporary;
  private final long number;
  private final int mergeLevel;
  private final AppendFile file;

  private final ByteWriter page = new ByteWriter(PAGE_TARGET_BYTES * 2);
  private final Map<String, Integer> symbolNumbers = new HashMap<>();
  private final ByteWriter symbols = new ByteWriter(4096);
  private final ByteWriter tenants = new ByteWriter(1024);
  private final ByteWriter tenantSeries = new ByteWriter(4096);
  private @Nullable TenantId tenant;
  private int tenantCount;
  private int tenantSeriesCount;
  private long seriesCount;
  private long sampleCount;
  private long minMs = Long.MAX_VALUE;
  private long maxMs = Long.MIN_VALUE;
  private boolean finished;

  BlockWriter(FileStore files, Path directory, long number, int mergeLevel) throws IOException {
    this.files = files;
    this.directory = directory;
    this.number = number;
    this.mergeLevel = mergeLevel;
    this.temporary = directory.resolve(number + ".tmp");
    this.file = files.create(temporary);
    try {
      file.write(ByteBuffer.wrap(BlockFormat.header()));
    } catch (IOException e) {
      close();
      throw e;
    }
  }

  /** Adds a series with samples in ascending order of time, at least one. */
  public void add(TenantId seriesTenant, Labels labels, SampleColumn column) throws IOException {
    if (!seriesTenant.equals(tenant)) {
      endTenant();
      tenant = seriesTenant;
    }
    long firstMs = column.timestampsMs()[0];
    long lastMs = column.timestampsMs()[column.size() - 1];
    int offset = page.size();
    ColumnCodec.encode(column, page);
    tenantSeries.putUvarint(labels.size());
    labels.forEach(
        (name, value) -> tenantSeries.putUvarint(symbol(name)).putUvarint(symbol(value)));
    tenantSeries.putUvarint(file.sizeBytes()).putUvarint(offset).putUvarint(page.size() - offset);
    tenantSeries.putVarint(firstMs).putUvarint(lastMs - firstMs);
    tenantSeriesCount++;
    seriesCount++;
    sampleCount += column.size();
    minMs = Math.min(minMs, firstMs);
    maxMs = Math.max(maxMs, lastMs);
    if (page.size() >= PAGE_TARGET_BYTES) {
      endPage();
    }
  }

  /**
   * Completes the file and gives it its name; the name is durable after a sync of the directory.
   *
   * @return null when no series was added, then there is no file
   */
  public @Nullable BlockMeta finish() throws IOException {
    if (seriesCount == 0) {
      return null;
    }
    endPage();
    endTenant();
    ByteWriter index = new ByteWriter(symbols.size() + tenants.size() + 16);
    index.putUvarint(symbolNumbers.size()).putBytes(symbols.array(), 0, symbols.size());
    index.putUvarint(tenantCount).putBytes(tenants.array(), 0, tenants.size());
    long indexOffset = file.sizeBytes();
    file.write(ByteBuffer.wrap(BlockFormat.packPage(index.array(), index.size())));
    BlockMeta meta =
        new BlockMeta(
            number,
            mergeLevel,
            minMs,
            maxMs,
            seriesCount,
            sampleCount,
            file.sizeBytes() + BlockFormat.FOOTER_BYTES);
    file.write(ByteBuffer.wrap(BlockFormat.footer(meta, indexOffset)));
    file.sync();
    file.close();
    files.rename(temporary, meta.path(directory));
    finished = true;
    return meta;
  }

  @Override
  public void close() throws IOException {
    if (!finished) {
      finished = true;
      file.close();
      files.delete(temporary);
    }
  }

  private long symbol(String text) {
    Integer known = symbolNumbers.get(text);
    if (known != null) {
      return known;
    }
    int added = symbolNumbers.size();
    symbolNumbers.put(text, added);
    symbols.putString(text);
    return added;
  }

  private void endPage() throws IOException {
    if (page.size() > 0) {
      file.write(ByteBuffer.wrap(BlockFormat.packPage(page.array(), page.size())));
      page.clear();
    }
  }

  private void endTenant() {
    if (tenant != null) {
      tenants.putString(tenant.value()).putUvarint(tenantSeriesCount);
      tenants.putBytes(tenantSeries.array(), 0, tenantSeries.size());
      tenantSeries.clear();
      tenantSeriesCount = 0;
      tenantCount++;
    }
  }
}
