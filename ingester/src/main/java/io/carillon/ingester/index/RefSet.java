package io.carillon.ingester.index;

import java.util.Arrays;
import java.util.Objects;
import org.roaringbitmap.RoaringBitmap;

/** References as bits of a plain array, since asking a bitmap for each of a million is slow. */
final class RefSet {
  private final int first;
  private final long[] bits;

  private RefSet(int first, int last) {
    this.first = first;
    this.bits = new long[((last - first) >>> 6) + 1];
  }

  static RefSet of(RoaringBitmap refs) {
    if (refs.isEmpty()) {
      return new RefSet(0, 0);
    }
    RefSet set = new RefSet(refs.first(), refs.last());
    refs.forEach((int ref) -> set.bits[(ref - set.first) >>> 6] |= 1L << (ref - set.first));
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
      int word = (ref - first) >>> 6;
      long bit = 1L << (ref - first);
      if (ref >= first && word < bits.length && (bits[word] & bit) != 0) {
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
    for (int word = 0; word < bits.length; word++) {
      for (long left = bits[word]; left != 0; left &= left - 1) {
        refs[next++] = first + (word << 6) + Long.numberOfTrailingZeros(left);
      }
    }
    return Arrays.copyOf(refs, Objects.checkIndex(next, count + 1));
  }
}
