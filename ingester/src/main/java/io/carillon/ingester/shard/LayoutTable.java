package io.carillon.ingester.shard;

import java.util.Arrays;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The layouts that a segment of the log has, those used last, up to a bound. Guarded by the shard's
 * lock.
 */
final class LayoutTable {
  /** Series of all layouts together; senders whose batches never repeat must not fill memory. */
  private static final long MAX_SEQUENCES = 4 << 20;

  /**
   * A layout and which one came after it the last time: a sender goes through its series in turn.
   */
  private static final class Known {
    private final Layout layout;
    private final Long hash;
    private @Nullable Known successor;

    Known(Layout layout, Long hash) {
      this.layout = layout;
      this.hash = hash;
    }
  }

  private final Map<Long, Known> byHash = new LinkedHashMap<>(16, 0.75f, true);
  private @Nullable Known last;
  private long segment;
  private long sequences;
  private int nextId;

  /** Begins a segment, in which nothing is known. */
  void begin(long newSegment) {
    if (segment != newSegment) {
      segment = newSegment;
      forget();
      nextId = 0;
    }
  }

  /** Frees memory; layouts that come again are logged again, under new numbers. */
  void forget() {
    byHash.clear();
    last = null;
    sequences = 0;
  }

  /** The layout of a batch; made with a new number when the segment does not have it. */
  Layout get(int[] batch, int count) {
    Known before = last;
    Known found = before == null ? null : expected(before, batch, count);
    if (found == null) {
      found = find(batch, count);
    }
    if (before != null) {
      before.successor = found;
    }
    last = found;
    return found.layout;
  }

  /** What came after another layout, when it is that again: cheaper to compare than to hash. */
  @SuppressWarnings("ReferenceEquality") // The same entry is in the table, or another one.
  private @Nullable Known expected(Known before, int[] batch, int count) {
    Known successor = before.successor;
    if (successor == null || !successor.layout.hasSequences(batch, count)) {
      return null;
    }
    return byHash.get(successor.hash) == successor ? successor : null;
  }

  private Known find(int[] batch, int count) {
    long hash = Layout.hash(batch, count);
    Known known = byHash.get(hash);
    if (known != null && known.layout.hasSequences(batch, count)) {
      return known;
    }
    Known added = new Known(new Layout(nextId++, Arrays.copyOf(batch, count)), hash);
    Known replaced = byHash.put(hash, added);
    sequences += count - (replaced == null ? 0 : replaced.layout.sequences().length);
    Iterator<Known> eldest = byHash.values().iterator();
    while (sequences > MAX_SEQUENCES && byHash.size() > 1) {
      sequences -= eldest.next().layout.sequences().length;
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
