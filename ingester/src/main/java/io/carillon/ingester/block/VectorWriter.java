package io.carillon.ingester.block;

import io.carillon.common.bytes.ByteWriter;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Writes the timestamp vectors of a block, each once. One thread. */
final class VectorWriter {
  private final int pageTargetBytes;
  private final PageWriter pages;
  private final PartWriter parts;
  private final VectorTable table = new VectorTable();
  private final ByteWriter page;

  /** Vectors of the page that is not written yet. */
  private final List<VectorChunk.Vector> pending = new ArrayList<>();

  private VectorChunk.Encoder chunk = new VectorChunk.Encoder();
  private long[] chunks = new long[4];
  private int chunkCount;
  private int nextId;

  VectorWriter(PageWriter pages, PartWriter parts, int pageTargetBytes) {
    this.pages = pages;
    this.parts = parts;
    this.pageTargetBytes = pageTargetBytes;
    this.page = new ByteWriter(4 << 10);
  }

  /** Adds a vector unless it is there. Gives its number. */
  int add(long[] timestampsMs) throws IOException {
    int id = table.find(timestampsMs, nextId);
    if (id < nextId) {
      return id;
    }
    nextId++;
    int offset = page.size();
    ColumnPacking.packTimes(timestampsMs, page);
    pending.add(VectorChunk.Vector.of(timestampsMs, offset, page.size() - offset));
    if (page.size() >= pageTargetBytes) {
      endPage();
    }
    return id;
  }

  /** Number of vectors. */
  int size() {
    return nextId;
  }

  /** Shares no vectors with what comes next: one tenant must not learn of another. */
  void endTenant() {
    table.clear();
  }

  /** Writes what is left. Gives where the descriptions are. */
  long[] finish() throws IOException {
    endPage();
    if (chunk.size() > 0) {
      endChunk();
    }
    return Arrays.copyOf(chunks, chunkCount);
  }

  private void endPage() throws IOException {
    if (pending.isEmpty()) {
      return;
    }
    long offset = pages.write(PageKind.TIMES, page);
    page.clear();
    for (VectorChunk.Vector vector : pending) {
      chunk.add(vector, offset);
      if (chunk.size() == VectorChunk.SIZE) {
        endChunk();
      }
    }
    pending.clear();
  }

  private void endChunk() throws IOException {
    if (chunkCount == chunks.length) {
      chunks = Arrays.copyOf(chunks, chunkCount * 2);
    }
    chunks[chunkCount++] = parts.add(chunk.bytes());
    chunk = new VectorChunk.Encoder();
  }
}
