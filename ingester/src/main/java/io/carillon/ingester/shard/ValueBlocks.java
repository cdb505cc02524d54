package io.carillon.ingester.shard;

import io.carillon.ingester.memory.RecordArray;
import java.util.Arrays;

/**
 * Blocks of values off the heap, in sizes that double. Free neighbours become larger blocks again,
 * many at once, before more memory is taken: so the room of blocks that were outgrown holds those
 * that they grew into. Guarded by the shard's lock; values that were written never change until the
 * block is freed, and a block never moves.
 *
 * <p>A block's number is the unit that it begins with; 0 is no block. Its size follows from the
 * number of its values, which its owner knows.
 */
final class ValueBlocks implements AutoCloseable {
  /** Largest number of values of a block. */
  static final int MAX_VALUES = 8192;

  private static final int UNIT_VALUES = 4;
  private static final int UNIT_BYTES = UNIT_VALUES * Long.BYTES;

  /** A block of order n has two to the power of n units and begins at a multiple of that. */
  private static final int MAX_ORDER = 11;

  private static final int CHUNK_UNITS = 1 << MAX_ORDER;
  private static final long EVEN_BITS = 0x5555_5555_5555_5555L;

  /** Looking for neighbours among all free blocks is worth it for that many that are new. */
  private static final int UNITS_WORTH_JOINING = 2 * CHUNK_UNITS;

  /** Chunks of memory of the size of the largest blocks, so that no block is in two of them. */
  private final RecordArray units = new RecordArray(UNIT_BYTES, CHUNK_UNITS * UNIT_BYTES);

  /** By order, a bit for each block that there could be, set where it is free. */
  private final long[][] free = new long[MAX_ORDER + 1][1];

  /** By order, how many blocks are free. */
  private final int[] freeCounts = new int[MAX_ORDER + 1];

  /** By order, the word of the bits where free blocks are looked for first. */
  private final int[] hints = new int[MAX_ORDER + 1];

  private int end;
  private long usedUnits;
  private long unitsSinceJoining;

  /** A block for at least so many values; what is in it is left over from before. */
  int allocate(int values) {
    int order = order(values);
    int found = firstFree(order);
    if (found > MAX_ORDER && unitsSinceJoining >= UNITS_WORTH_JOINING) {
      join();
      found = firstFree(order);
    }
    if (found > MAX_ORDER) {
      addChunk();
      found = firstFree(order);
    }
    int block = take(found);
    while (found > order) {
      found--;
      give(block + (1 << found), found);
    }
    usedUnits += 1L << order;
    return block;
  }

  /**
   * Gives a block back.
   *
   * @param values for which it was allocated, or as many as it has room for
   */
  void free(int block, int values) {
    int order = order(values);
    usedUnits -= 1L << order;
    unitsSinceJoining += 1L << order;
    give(block, order);
  }

  /** Whether a block with so many values has no room for more. */
  static boolean isFull(int values) {
    return values >= UNIT_VALUES && (values & (values - 1)) == 0;
  }

  /** Bits of a value. */
  long get(int block, int i) {
    return units.getLong(block + (i >>> 2), (i & (UNIT_VALUES - 1)) << 3);
  }

  void put(int block, int i, long bits) {
    units.putLong(block + (i >>> 2), (i & (UNIT_VALUES - 1)) << 3, bits);
  }

  /** Bytes of blocks in use; those that are free are used again before more memory is taken. */
  long sizeBytes() {
    return usedUnits * UNIT_BYTES;
  }

  /** Bytes taken from the machine. */
  long capacityBytes() {
    return units.sizeBytes();
  }

  @Override
  public void close() {
    units.close();
  }

  private static int order(int values) {
    return Integer.SIZE - Integer.numberOfLeadingZeros((values - 1) / UNIT_VALUES);
  }

  /** The lowest order, from one on, of which a block is free; more than the largest if none is. */
  private int firstFree(int order) {
    int found = order;
    while (found <= MAX_ORDER && freeCounts[found] == 0) {
      found++;
    }
    return found;
  }

  private int take(int order) {
    long[] words = free[order];
    int word = hints[order];
    while (words[word] == 0) {
      word = word + 1 < words.length ? word + 1 : 0;
    }
    int bit = Long.numberOfTrailingZeros(words[word]);
    words[word] &= words[word] - 1;
    hints[order] = word;
    freeCounts[order]--;
    return (word << 6 | bit) << order;
  }

  private void give(int block, int order) {
    int index = block >>> order;
    free[order][index >>> 6] |= 1L << index;
    hints[order] = index >>> 6;
    freeCounts[order]++;
  }

  private void addChunk() {
    int chunk = end;
    if (chunk > Integer.MAX_VALUE - 2 * CHUNK_UNITS) {
      throw new IllegalStateException("expected less than 64 GiB of values in a shard");
    }
    end += CHUNK_UNITS;
    units.ensureCapacity(end);
    for (int order = 0; order <= MAX_ORDER; order++) {
      int words = ((end >>> order) + 63) >>> 6;
      if (words > free[order].length) {
        free[order] = Arrays.copyOf(free[order], words * 2);
      }
    }
    if (chunk > 0) {
      give(chunk, MAX_ORDER);
      return;
    }
    // All but the first unit, whose number means no block.
    for (int order = 0; order < MAX_ORDER; order++) {
      give(1 << order, order);
    }
  }

  /** Makes larger blocks of all free neighbours. */
  private void join() {
    unitsSinceJoining = 0;
    for (int order = 0; order < MAX_ORDER; order++) {
      if (freeCounts[order] > 1) {
        join(order);
      }
    }
  }

  private void join(int order) {
    long[] words = free[order];
    long[] larger = free[order + 1];
    int joined = 0;
    for (int word = 0; word < words.length; word++) {
      long pairs = words[word] & (words[word] >>> 1) & EVEN_BITS;
      if (pairs != 0) {
        words[word] &= ~(pairs | pairs << 1);
        larger[word >>> 1] |= Long.compress(pairs, EVEN_BITS) << ((word & 1) << 5);
        hints[order + 1] = word >>> 1;
        joined += Long.bitCount(pairs);
      }
    }
    freeCounts[order] -= 2 * joined;
    freeCounts[order + 1] += joined;
  }
}
