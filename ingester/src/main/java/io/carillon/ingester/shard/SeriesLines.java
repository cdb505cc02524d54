package io.carillon.ingester.shard;

import io.carillon.ingester.memory.RecordArray;
import java.util.Arrays;

/**
 * What a shard knows of each of its series, in a line of 64 bytes off the heap, found by hash or by
 * reference. Guarded by the shard's lock.
 *
 * <pre>
 * line  previous value in the log 8 | two times {timestamp node 4, value block 4, constant bits 8}
 *       | reference 4 | tenant 4 | last seen 4 | segment of the previous value 4 | hash 8
 * </pre>
 */
final class SeriesLines implements AutoCloseable {
  static final int NONE = -1;

  private static final int LINE_BYTES = 64;
  private static final int PREVIOUS = 0;
  private static final int SLOTS = 8;
  private static final int SLOT_BYTES = 16;
  private static final int REF = 40;
  private static final int TENANT = 44;
  private static final int LAST_SEEN = 48;
  private static final int SEGMENT = 52;
  private static final int HASH = 56;

  private static final int CHUNK_SHIFT = 14;
  private static final int CHUNK_MASK = (1 << CHUNK_SHIFT) - 1;
  private static final int[] NO_CHUNK = {};

  private final RecordArray lines = new RecordArray(LINE_BYTES);
  private int end;
  private int[] free = new int[16];
  private int freeCount;

  /** Open addressing by hash: lines, in slots whose tag is not 0. */
  private int[] table = new int[256];

  /**
   * By slot some bits of the hash, 0 when it is free: a search goes by these few bytes, which the
   * processor keeps near, and reads hardly any line in vain.
   */
  private byte[] tags = new byte[256];

  private int size;

  /** By sequence number the line plus 1; chunks of series that are all gone are empty. */
  private int[][] bySequence = {};

  private int[] chunkCounts = {};

  /** Adds a series that is not there. */
  int add(int sequence, int ref, int tenant, long hash) {
    int line;
    if (freeCount > 0) {
      line = free[--freeCount];
      lines.clear(line);
    } else {
      line = end++;
      lines.ensureCapacity(end);
    }
    lines.putInt(line, REF, ref);
    lines.putInt(line, TENANT, tenant);
    lines.putLong(line, HASH, hash);
    enter(sequence, line);
    size++;
    if (size > table.length / 3 * 2) {
      growTable();
    } else {
      putInTable(line, hash);
    }
    return line;
  }

  /** Forgets a series. */
  void remove(int sequence, int line) {
    removeFromTable(line);
    int chunk = sequence >>> CHUNK_SHIFT;
    bySequence[chunk][sequence & CHUNK_MASK] = 0;
    if (--chunkCounts[chunk] == 0) {
      bySequence[chunk] = NO_CHUNK;
    }
    lines.putInt(line, REF, NONE);
    if (freeCount == free.length) {
      free = Arrays.copyOf(free, freeCount * 2);
    }
    free[freeCount++] = line;
    size--;
  }

  /** The line of a series by its sequence number; -1 when it is not there. */
  int find(int sequence) {
    int chunk = sequence >>> CHUNK_SHIFT;
    if (chunk >= bySequence.length || bySequence[chunk].length == 0) {
      return NONE;
    }
    return bySequence[chunk][sequence & CHUNK_MASK] - 1;
  }

  /** The first slot of the table with a series of this hash; -1 when there is none. */
  int firstSlot(long hash) {
    return search(home(hash), hash);
  }

  /** The slot after one with a series of the same hash; -1 when there is none. */
  int nextSlot(int slot, long hash) {
    return search(next(slot), hash);
  }

  /** The line in a slot that a search has found. */
  int lineAt(int slot) {
    return table[slot];
  }

  /** Number of series. */
  int size() {
    return size;
  }

  /** Lines in use or free lie below. */
  int end() {
    return end;
  }

  /** Reference of the series; -1 when the line is free. */
  int ref(int line) {
    return lines.getInt(line, REF);
  }

  int tenant(int line) {
    return lines.getInt(line, TENANT);
  }

  long hash(int line) {
    return lines.getLong(line, HASH);
  }

  int lastSeen(int line) {
    return lines.getInt(line, LAST_SEEN);
  }

  void setLastSeen(int line, int seconds) {
    lines.putInt(line, LAST_SEEN, seconds);
  }

  /** Bits of the value that the log has of the series in a segment; 0 when it has none. */
  long previousBits(int line, int segment) {
    return lines.getInt(line, SEGMENT) == segment ? lines.getLong(line, PREVIOUS) : 0;
  }

  void setPreviousBits(int line, int segment, long bits) {
    lines.putLong(line, PREVIOUS, bits);
    lines.putInt(line, SEGMENT, segment);
  }

  /** Timestamp node of an epoch; 0 without samples. */
  int node(int line, int parity) {
    return lines.getInt(line, SLOTS + SLOT_BYTES * parity);
  }

  void setNode(int line, int parity, int node) {
    lines.putInt(line, SLOTS + SLOT_BYTES * parity, node);
  }

  /** Block of values of an epoch; 0 when all have the constant's bits. */
  int block(int line, int parity) {
    return lines.getInt(line, SLOTS + SLOT_BYTES * parity + 4);
  }

  void setBlock(int line, int parity, int block) {
    lines.putInt(line, SLOTS + SLOT_BYTES * parity + 4, block);
  }

  long constantBits(int line, int parity) {
    return lines.getLong(line, SLOTS + SLOT_BYTES * parity + 8);
  }

  void setConstantBits(int line, int parity, long bits) {
    lines.putLong(line, SLOTS + SLOT_BYTES * parity + 8, bits);
  }

  /** Bytes of lines in use and what finds them. */
  long sizeBytes() {
    return (long) (LINE_BYTES + Integer.BYTES) * size + (Integer.BYTES + 1L) * table.length;
  }

  @Override
  public void close() {
    lines.close();
  }

  private void enter(int sequence, int line) {
    int chunk = sequence >>> CHUNK_SHIFT;
    if (chunk >= bySequence.length) {
      int known = bySequence.length;
      bySequence = Arrays.copyOf(bySequence, Math.max(chunk + 1, known * 2));
      Arrays.fill(bySequence, known, bySequence.length, NO_CHUNK);
      chunkCounts = Arrays.copyOf(chunkCounts, bySequence.length);
    }
    if (bySequence[chunk].length == 0) {
      bySequence[chunk] = new int[1 << CHUNK_SHIFT];
    }
    bySequence[chunk][sequence & CHUNK_MASK] = line + 1;
    chunkCounts[chunk]++;
  }

  /** Bits that say neither the shard nor, in any table that fits in memory, the slot; never 0. */
  private static byte tag(long hash) {
    byte tag = (byte) (hash >>> 56);
    return tag == 0 ? 1 : tag;
  }

  private int home(long hash) {
    return (int) (hash >>> 20) & (table.length - 1);
  }

  private int next(int slot) {
    return (slot + 1) & (table.length - 1);
  }

  private int search(int from, long hash) {
    byte tag = tag(hash);
    for (int slot = from; tags[slot] != 0; slot = next(slot)) {
      if (tags[slot] == tag && hash(table[slot]) == hash) {
        return slot;
      }
    }
    return NONE;
  }

  private void putInTable(int line, long hash) {
    int slot = home(hash);
    while (tags[slot] != 0) {
      slot = next(slot);
    }
    table[slot] = line;
    tags[slot] = tag(hash);
  }

  private void growTable() {
    table = new int[table.length * 2];
    tags = new byte[table.length];
    for (int line = 0; line < end; line++) {
      if (ref(line) != NONE) {
        putInTable(line, hash(line));
      }
    }
  }

  /** Moves what follows back, so that searches need no marks of what was removed (Knuth, 6.4 R). */
  private void removeFromTable(int line) {
    int hole = home(hash(line));
    while (table[hole] != line) {
      hole = next(hole);
    }
    tags[hole] = 0;
    for (int slot = next(hole); tags[slot] != 0; slot = next(slot)) {
      int home = home(hash(table[slot]));
      boolean mayMove = hole <= slot ? home <= hole || home > slot : home <= hole && home > slot;
      if (mayMove) {
        table[hole] = table[slot];
        tags[hole] = tags[slot];
        tags[slot] = 0;
        hole = slot;
      }
    }
  }
}
