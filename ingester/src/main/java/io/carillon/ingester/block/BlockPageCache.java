package io.carillon.ingester.block;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the pages that were read last, up to a bound of memory: dashboards ask for the same hours
 * again and again, and unpacking a page costs more than all else that is done to it. Thread-safe.
 */
final class BlockPageCache {
  /** Objects and the entry of a page, roughly. */
  private static final long ENTRY_BYTES = 200;

  private record Place(long blockNumber, long offset) {}

  private final long maxBytes;

  @GuardedBy("this")
  private final Map<Place, BlockPage> pages = new LinkedHashMap<>(64, 0.75f, true);

  @GuardedBy("this")
  private long sizeBytes;

  BlockPageCache(long maxBytes) {
    this.maxBytes = maxBytes;
  }

  synchronized @Nullable BlockPage find(long blockNumber, long offset) {
    return pages.get(new Place(blockNumber, offset));
  }

  /** Adds a page and lets the longest unused ones go; without effect when it is there. */
  synchronized void add(long blockNumber, long offset, BlockPage page) {
    if (pages.putIfAbsent(new Place(blockNumber, offset), page) != null) {
      return;
    }
    sizeBytes += cost(page);
    Iterator<BlockPage> oldest = pages.values().iterator();
    while (sizeBytes > maxBytes) {
      sizeBytes -= cost(oldest.next());
      oldest.remove();
    }
  }

  /** Lets the pages of a block go that is no more. */
  synchronized void removeBlock(long blockNumber) {
    Iterator<Map.Entry<Place, BlockPage>> entries = pages.entrySet().iterator();
    while (entries.hasNext()) {
      Map.Entry<Place, BlockPage> entry = entries.next();
      if (entry.getKey().blockNumber() == blockNumber) {
        sizeBytes -= cost(entry.getValue());
        entries.remove();
      }
    }
  }

  private static long cost(BlockPage page) {
    return page.memoryBytes() + ENTRY_BYTES;
  }
}
