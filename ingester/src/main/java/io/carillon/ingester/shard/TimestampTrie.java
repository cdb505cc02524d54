package io.carillon.ingester.shard;

import io.carillon.ingester.memory.RecordArray;

/**
 * The times of the samples of many series, each sequence stored once: a node is a sequence, its
 * parent the sequence without the last time. Series that are scraped together walk the same nodes.
 * Guarded by the shard's lock; nodes never change once they are there, so whoever was given a node
 * under the lock may read its times without.
 *
 * <pre>
 * node  last time 8 | parent 4 | length 4 | newest child 4
 * </pre>
 */
final class TimestampTrie implements AutoCloseable {
  /** The empty sequence. */
  static final int ROOT = 0;

  private static final int NODE_BYTES = 20;
  private static final int PARENT = 8;
  private static final int LENGTH = 12;
  private static final int NEWEST_CHILD = 16;
  private static final int INITIAL_TABLE = 64;

  private final RecordArray nodes = new RecordArray(NODE_BYTES);

  /** Open addressing over nodes by parent and time; 0 is free. */
  private int[] table = new int[INITIAL_TABLE];

  private int count = 1;

  TimestampTrie() {
    nodes.ensureCapacity(1);
  }

  /** The sequence with one more time. */
  int append(int node, long timestampMs) {
    int newest = nodes.getInt(node, NEWEST_CHILD);
    if (newest != 0 && nodes.getLong(newest, 0) == timestampMs) {
      return newest;
    }
    int slot = slot(table, node, timestampMs);
    int child = table[slot];
    if (child == 0) {
      child = create(node, timestampMs);
      table[slot] = child;
      if (count > table.length / 2) {
        grow();
      }
    }
    nodes.putInt(node, NEWEST_CHILD, child);
    return child;
  }

  /** Number of times of a sequence. */
  int length(int node) {
    return nodes.getInt(node, LENGTH);
  }

  /** The last time of a sequence that is not empty. */
  long lastMs(int node) {
    return nodes.getLong(node, 0);
  }

  /** All times of a sequence. */
  long[] times(int node) {
    long[] times = new long[length(node)];
    int current = node;
    for (int i = times.length - 1; i >= 0; i--) {
      times[i] = nodes.getLong(current, 0);
      current = nodes.getInt(current, PARENT);
    }
    return times;
  }

  /** Index of a time in a sequence; -1 when it is not there. */
  int indexOf(int node, long timestampMs) {
    int current = node;
    while (current != ROOT && nodes.getLong(current, 0) > timestampMs) {
      current = nodes.getInt(current, PARENT);
    }
    return current != ROOT && nodes.getLong(current, 0) == timestampMs ? length(current) - 1 : -1;
  }

  /** Bytes of memory in use. */
  long sizeBytes() {
    return (long) NODE_BYTES * count + (long) Integer.BYTES * table.length;
  }

  @Override
  public void close() {
    nodes.close();
  }

  private int create(int parent, long timestampMs) {
    int node = count++;
    nodes.ensureCapacity(count);
    nodes.putLong(node, 0, timestampMs);
    nodes.putInt(node, PARENT, parent);
    nodes.putInt(node, LENGTH, length(parent) + 1);
    return node;
  }

  private int slot(int[] slots, int parent, long timestampMs) {
    long mixed = (timestampMs * 0x9E3779B97F4A7C15L ^ parent) * 0xBF58476D1CE4E5B9L;
    int slot = (int) (mixed >>> 32) & (slots.length - 1);
    while (slots[slot] != 0
        && (nodes.getLong(slots[slot], 0) != timestampMs
            || nodes.getInt(slots[slot], PARENT) != parent)) {
      slot = (slot + 1) & (slots.length - 1);
    }
    return slot;
  }

  private void grow() {
    int[] larger = new int[table.length * 2];
    for (int node = 1; node < count; node++) {
      larger[slot(larger, nodes.getInt(node, PARENT), nodes.getLong(node, 0))] = node;
    }
    table = larger;
  }
}
