package io.carillon.ingester.shard;

import io.carillon.ingester.memory.RecordArray;
import java.util.Arrays;

/**
 * Blocks of values off the heap, in sizes that double. Guarded by the shard's lock; values that
 * were written never change until the block is freed.
 *
 * <p>A block's number has its size class in the upper bits; 0 is no block.
 */
final class ValueBlocks implements AutoCloseable {
  /** Largest number of values of a block. */
  static final int MAX_VALUES = 8192;

  private static final int MIN_SHIFT = 2;
  private static final int CLASSES = 12;
  private static final int CLASS_SHIFT = 27;
  private static final int INDEX_MASK = (1 << CLASS_SHIFT) - 1;
  private static final int[] NONE = {};

  private final RecordArray[] classes = new RecordArray[CLASSES];
  private final int[] ends = new int[CLASSES];
  private final int[][] free = new int[CLASSES][];
  private final int[] freeCounts = new int[CLASSES];

  ValueBlocks() {
    for (int c = 0; c < CLASSES; c++) {
      classes[c] = new RecordArray(Long.BYTES << (c + MIN_SHIFT));
      ends[c] = 1; // No block has number 0.
    }
    Arrays.fill(free, NONE);
  }

  private long usedBytes;

  /** A block for at least so many values. */
  int allocate(int values) {
    int c = Math.max(0, Integer.SIZE - Integer.numberOfLeadingZeros(values - 1) - MIN_SHIFT);
    usedBytes += (long) Long.BYTES << (c + MIN_SHIFT);
    if (freeCounts[c] > 0) {
      return c << CLASS_SHIFT | free[c][--freeCounts[c]];
    }
    int index = ends[c]++;
    if (index > INDEX_MASK) {
      throw new IllegalStateException("more than " + INDEX_MASK + " blocks of one size");
    }
    classes[c].ensureCapacity(ends[c]);
    return c << CLASS_SHIFT | index;
  }

  /** Gives a block back. */
  void free(int block) {
    int c = block >>> CLASS_SHIFT;
    usedBytes -= (long) Long.BYTES << (c + MIN_SHIFT);
    if (freeCounts[c] == free[c].length) {
      free[c] = Arrays.copyOf(free[c], Math.max(16, freeCounts[c] * 2));
    }
    free[c][freeCounts[c]++] = block & INDEX_MASK;
  }

  /** Number of values that a block has room for. */
  int capacity(int block) {
    return 1 << ((block >>> CLASS_SHIFT) + MIN_SHIFT);
  }

  /** Bits of a value. */
  long get(int block, int i) {
    return classes[block >>> CLASS_SHIFT].getLong(block & INDEX_MASK, i << 3);
  }

  void put(int block, int i, long bits) {
    classes[block >>> CLASS_SHIFT].putLong(block & INDEX_MASK, i << 3, bits);
  }

  /** Bytes of blocks in use; those that are free are used again before more memory is taken. */
  long sizeBytes() {
    return usedBytes;
  }

  @Override
  public void close() {
    for (RecordArray array : classes) {
      array.close();
    }
  }
}
