package io.carillon.ingester.block;

import io.carillon.common.labels.Labels;
import org.jspecify.annotations.Nullable;

/**
 * Finds labels and places of series by their ordinals, which mostly ascend: remembers the parts of
 * the index that it used last, so that it does well with a small cache. One thread.
 */
final class SeriesReader implements SeriesChunk.Symbols {
  /** The values of a label among which the last one was. */
  private record Values(NameIndex index, int start, ValueChunk chunk) {
    boolean has(int value) {
      return value >= start && value - start < chunk.size();
    }
  }

  private final BlockIndex index;
  private final TenantIndex tenant;
  private final @Nullable Values[] values;
  private int chunkNumber = -1;
  private int vectorChunkNumber = -1;

  private @Nullable SeriesChunk chunk;
  private @Nullable VectorChunk vectorChunk;

  SeriesReader(BlockIndex index, TenantIndex tenant) {
    this.index = index;
    this.tenant = tenant;
    values = new Values[tenant.nameCount()];
  }

  SeriesChunk.Place place(int ordinal) {
    return chunk(ordinal).place(ordinal % SeriesChunk.SIZE);
  }

  Labels labels(int ordinal) {
    return chunk(ordinal).labels(ordinal % SeriesChunk.SIZE, this);
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

  @Override
  public String name(int name) {
    return tenant.name(name);
  }

  @Override
  public String value(int name, int value) {
    String _ = name(name);
    Values last = values[name];
    if (last == null || !last.has(value)) {
      NameIndex label = last == null ? tenant.values(name) : last.index;
      int chunk = label.chunkOf(value);
      last = new Values(label, label.start(chunk), label.values(chunk));
      values[name] = last;
    }
    return last.chunk.value(value - last.start);
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
