package io.carillon.ingester.index;

import java.util.Arrays;
import java.util.Objects;
import org.roaringbitmap.RoaringBitmap;

/** References as bits of plain arrays, since asking a bitmap for each of a million is slow. */
final class RefSet {
  private static final int CHUNK_SHIFT = 16;
  private static final int CHUNK_MASK = (1 << CHUNK_SHIFT) - 1;
  private static final long[] NOTHING = {};

  private final int firstChunk;
  private final long[][] chunks;

  private RefSet(int firstChunk, int lastChunk) {
    this.firstChunk = firstChunk;
    this.chunks = new long[lastChunk - firstChunk + 1][];
    Arrays.fill(chunks, NOTHING);
  }

  static RefSet of(RoaringBitmap refs) {
    if (refs.isEmpty()) {
      return new RefSet(0, 0);
    }
    RefSet set = new RefSet(refs.first() >>> CHUNK_SHIFT, refs.last() >>> CHUNK_SHIFT);
    refs.forEach((int ref) -> set.add(ref));
    return set;
  }

  /**
   * Takes out what is in a list.
   *
   * @param most at most so many can be there
   * @return what was there, in the order of the list
   */
  int[] take(int[] list, int most) {
    int[] taken = new int[Math.min(list.length, most)];
    int count = 0;
    for (int ref : list) {
      int chunk = (ref >>> CHUNK_SHIFT) - firstChunk;
      if (chunk < 0 || chunk >= chunks.length || chunks[chunk].length == 0) {
        continue;
      }
      long[] bits = chunks[chunk];
      int word = (ref & CHUNK_MASK) >>> 6;
      long bit = 1L << ref;
      if ((bits[word] & bit) != 0) {
        bits[word] &= ~bit;
        taken[count++] = ref;
      }
    }
    return Arrays.copyOf(taken, count);
  }

  /** What is left, ascending. */
  int[] toArray(int count) {
    int[] refs = new int[count];
    int next = 0;
    for (int chunk = 0; chunk < chunks.length; chunk++) {
      long[] bits = chunks[chunk];
      int base = (firstChunk + chunk) << CHUNK_SHIFT;
      for (int word = 0; word < bits.length; word++) {
        for (long left = bits[word]; left != 0; left &= left - 1) {
          refs[next++] = base + (word << 6) + Long.numberOfTrailingZeros(left);
        }
      }
    }
    return Arrays.copyOf(refs, Objects.checkIndex(next, count + 1));
  }

  private void add(int ref) {
    int chunk = (ref >>> CHUNK_SHIFT) - firstChunk;
    if (chunks[chunk].length == 0) {
      chunks[chunk] = new long[1 << (CHUNK_SHIFT - 6)];
    }
    chunks[chunk][(ref & CHUNK_MASK) >>> 6] |= 1L << ref;
  }
}
