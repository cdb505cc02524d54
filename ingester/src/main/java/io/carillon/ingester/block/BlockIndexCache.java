package io.carillon.ingester.block;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Keeps the indexes that were used last, up to a bound of memory. Thread-safe. */
final class BlockIndexCache {
  private final long maxBytes;

  @GuardedBy("this")
  private final Map<Long, BlockIndex> byBlock = new LinkedHashMap<>(64, 0.75f, true);

  @GuardedBy("this")
  private long sizeBytes;

  BlockIndexCache(long maxBytes) {
    this.maxBytes = maxBytes;
  }

  synchronized @Nullable BlockIndex find(long blockNumber) {
    return byBlock.get(blockNumber);
  }

  /** Adds an index and lets the longest unused ones go; the newest always stays. */
  synchronized void add(long blockNumber, BlockIndex index) {
    remove(blockNumber);
    byBlock.put(blockNumber, index);
    sizeBytes += index.sizeBytes();
    Iterator<BlockIndex> oldest = byBlock.values().iterator();
    while (sizeBytes > maxBytes && byBlock.size() > 1) {
      sizeBytes -= oldest.next().sizeBytes();
      oldest.remove();
    }
  }

  synchronized void remove(long blockNumber) {
    BlockIndex removed = byBlock.remove(blockNumber);
    if (removed != null) {
      sizeBytes -= removed.sizeBytes();
    }
  }
}
