package io.carillon.ingester.shard;

import java.util.Arrays;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The layouts that a segment of the log has, those used last, up to a bound. Guarded by the shard's
 * lock.
 */
final class LayoutTable {
  /** Series of all layouts together; senders whose batches never repeat must not fill memory. */
  private static final long MAX_SEQUENCES = 4 << 20;

  private final Map<Long, Layout> byHash = new LinkedHashMap<>(16, 0.75f, true);
  private long segment;
  private long sequences;
  private int nextId;

  /** Begins a segment, in which nothing is known. */
  void begin(long newSegment) {
    if (segment != newSegment) {
      segment = newSegment;
      byHash.clear();
      sequences = 0;
      nextId = 0;
    }
  }

  /** The layout of a batch; made with a new number when the segment does not have it. */
  Layout get(int[] batch, int count) {
    long hash = Layout.hash(batch, count);
    Layout known = byHash.get(hash);
    if (known != null && known.hasSequences(batch, count)) {
      return known;
    }
    Layout added = new Layout(nextId++, Arrays.copyOf(batch, count));
    Layout replaced = byHash.put(hash, added);
    sequences += count - (replaced == null ? 0 : replaced.sequences().length);
    Iterator<Layout> eldest = byHash.values().iterator();
    while (sequences > MAX_SEQUENCES && byHash.size() > 1) {
      sequences -= eldest.next().sequences().length;
      eldest.remove();
    }
    return added;
  }

  /** Number that the next new layout gets. */
  int nextId() {
    return nextId;
  }

  long sizeBytes() {
    return sequences * Integer.BYTES + 150L * byHash.size();
  }
}
