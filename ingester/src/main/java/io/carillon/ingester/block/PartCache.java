package io.carillon.ingester.block;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Keeps the parts of indexes that were used last, up to a bound of memory. Thread-safe. */
final class PartCache {
  /** Objects and the entry of a part, roughly. */
  private static final long ENTRY_BYTES = 160;

  private record Place(long blockNumber, long ref) {}

  private final long maxBytes;
  private final StringPool strings = new StringPool();

  @GuardedBy("this")
  private final Map<Place, CachedPart> parts = new LinkedHashMap<>(64, 0.75f, true);

  @GuardedBy("this")
  private long sizeBytes;

  PartCache(long maxBytes) {
    this.maxBytes = maxBytes;
  }

  /** For the strings in parts. */
  StringPool strings() {
    return strings;
  }

  synchronized @Nullable CachedPart find(long blockNumber, long ref) {
    return parts.get(new Place(blockNumber, ref));
  }

  /** Adds a part and lets the longest unused ones go. Gives the one that is there. */
  synchronized CachedPart add(long blockNumber, long ref, CachedPart part) {
    CachedPart present = parts.putIfAbsent(new Place(blockNumber, ref), part);
    if (present != null) {
      return present;
    }
    sizeBytes += cost(part);
    Iterator<CachedPart> oldest = parts.values().iterator();
    while (sizeBytes > maxBytes) {
      sizeBytes -= cost(oldest.next());
      oldest.remove();
    }
    return part;
  }

  /** Lets the parts of a block go that is no more. */
  synchronized void removeBlock(long blockNumber) {
    Iterator<Map.Entry<Place, CachedPart>> entries = parts.entrySet().iterator();
    while (entries.hasNext()) {
      Map.Entry<Place, CachedPart> entry = entries.next();
      if (entry.getKey().blockNumber() == blockNumber) {
        sizeBytes -= cost(entry.getValue());
        entries.remove();
      }
    }
  }

  private static long cost(CachedPart part) {
    return part.sizeBytes() + ENTRY_BYTES;
  }
}
