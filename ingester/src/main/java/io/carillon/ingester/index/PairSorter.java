package io.carillon.ingester.index;

import io.carillon.common.labels.Utf8Order;
import java.util.Arrays;
import java.util.Comparator;

/**
 * Sorts labels by their values: by the next few characters behind what is common, as one number,
 * then those that share them by the following ones.
 */
final class PairSorter {
  private static final int KEY_CHARS = 5;
  private static final int INDEX_BITS = 24;
  private static final int MAX_BY_KEYS = 1 << INDEX_BITS;

  /** Fewer are compared whole. */
  private static final int FEW = 16;

  /** Characters from here on are compared otherwise: their order is not that of UTF-16. */
  private static final int FIRST_ODD = 0x7E;

  /** Stands for an odd character; a key is a positive number. */
  private static final int ODD = FIRST_ODD + 1;

  private static final Comparator<LabelPair> BY_VALUE =
      Comparator.comparing(LabelPair::value, Utf8Order::compare);

  private final LabelPair[] pairs;
  private final LabelPair[] scratch;
  private final long[] keys;

  private PairSorter(LabelPair[] pairs) {
    this.pairs = pairs;
    this.scratch = new LabelPair[pairs.length];
    this.keys = new long[pairs.length];
  }

  /** Sorts in place. */
  static void sort(LabelPair[] pairs) {
    if (pairs.length > MAX_BY_KEYS) {
      Arrays.sort(pairs, BY_VALUE);
    } else {
      new PairSorter(pairs).sort(0, pairs.length, 0);
    }
  }

  private void sort(int from, int to, int sameChars) {
    if (to - from <= FEW) {
      Arrays.sort(pairs, from, to, BY_VALUE);
      return;
    }
    int skipped = common(from, to, sameChars);
    for (int i = from; i < to; i++) {
      keys[i] = key(pairs[i].value(), skipped) << INDEX_BITS | (i - from);
    }
    Arrays.sort(keys, from, to);
    System.arraycopy(pairs, from, scratch, from, to - from);
    for (int i = from; i < to; i++) {
      pairs[i] = scratch[from + (int) (keys[i] & (MAX_BY_KEYS - 1))];
      keys[i] >>>= INDEX_BITS;
    }
    sortTies(from, to, skipped);
  }

  private void sortTies(int from, int to, int skipped) {
    int begin = from;
    while (begin < to) {
      int end = begin + 1;
      while (end < to && keys[end] == keys[begin]) {
        end++;
      }
      if (end - begin > 1) {
        if (isExact(keys[begin])) {
          sort(begin, end, skipped + KEY_CHARS);
        } else {
          Arrays.sort(pairs, begin, end, BY_VALUE);
        }
      }
      begin = end;
    }
  }

  /** How many characters all values begin with, none of them odd. */
  private int common(int from, int to, int known) {
    String first = pairs[from].value();
    int common = first.length();
    for (int i = from + 1; i < to && common > known; i++) {
      String value = pairs[i].value();
      int end = Math.min(common, value.length());
      int same = known;
      while (same < end && first.charAt(same) == value.charAt(same) && !isOdd(value, same)) {
        same++;
      }
      common = same;
    }
    return common;
  }

  /** The next characters, each a byte; the end of a value comes before all of them. */
  private static long key(String value, int skipped) {
    long key = 0;
    int end = Math.min(value.length(), skipped + KEY_CHARS);
    int i = skipped;
    while (i < end && !isOdd(value, i)) {
      key = key << Byte.SIZE | (value.charAt(i) + 1);
      i++;
    }
    int left = skipped + KEY_CHARS - i;
    if (i < end) {
      key = key << Byte.SIZE | ODD;
      left--;
    }
    return key << (left * Byte.SIZE);
  }

  private static boolean isOdd(String value, int i) {
    return value.charAt(i) >= FIRST_ODD;
  }

  /** Whether values with the same key share all characters of it. */
  private static boolean isExact(long key) {
    long last = key & 0xFF;
    return last != 0 && last != ODD;
  }
}
