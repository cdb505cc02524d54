package io.carillon.ingester.block;

import io.carillon.common.labels.Labels;
import org.jspecify.annotations.Nullable;

/** Finds places of series by their ordinals, which mostly ascend. One thread. */
final class SeriesReader {
  private final BlockIndex index;
  private final TenantIndex tenant;
  private int chunkNumber = -1;
  private int vectorChunkNumber = -1;

  private @Nullable SeriesChunk chunk;
  private @Nullable VectorChunk vectorChunk;

  SeriesReader(BlockIndex index, TenantIndex tenant) {
    this.index = index;
    this.tenant = tenant;
  }

  SeriesChunk.Place place(int ordinal) {
    return chunk(ordinal).place(ordinal % SeriesChunk.SIZE);
  }

  Labels labels(int ordinal) {
    return chunk(ordinal).labels(ordinal % SeriesChunk.SIZE);
  }

  /** When a series has samples. */
  VectorChunk.Vector vector(int ordinal) {
    int vector = place(ordinal).vector();
    int number = vector / VectorChunk.SIZE;
    VectorChunk found = vectorChunk;
    if (found == null || number != vectorChunkNumber) {
      found = index.vectorChunk(number);
      vectorChunk = found;
      vectorChunkNumber = number;
    }
    return found.vector(vector % VectorChunk.SIZE);
  }

  private SeriesChunk chunk(int ordinal) {
    int number = ordinal / SeriesChunk.SIZE;
    SeriesChunk found = chunk;
    if (found == null || number != chunkNumber) {
      found = tenant.chunk(number);
      chunk = found;
      chunkNumber = number;
    }
    return found;
  }
}
