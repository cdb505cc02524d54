package io.carillon.ingester.index;

import java.util.Arrays;

/**
 * Sorts series by their labels: by the rank of the first label, then those that share it by the
 * second, and so on. One use. Under the index' lock.
 */
final class SeriesSorter {
  /** Fewer are compared whole. */
  private static final int FEW = 8;

  private final LabelSets labelSets;
  private final LabelPair[] pairs;

  SeriesSorter(LabelSets labelSets, LabelPair[] pairs) {
    this.labelSets = labelSets;
    this.pairs = pairs;
  }

  /** Sorts references of series that are there, in place. */
  void sort(int[] refs) {
    long[] keys = new long[refs.length];
    sort(refs, keys, new int[refs.length], 0, refs.length, 0);
  }

  private void sort(int[] refs, long[] keys, int[] scratch, int from, int to, int depth) {
    if (to - from <= FEW) {
      insertionSort(refs, from, to, depth);
      return;
    }
    boolean ascending = true;
    for (int i = from; i < to; i++) {
      keys[i] = (long) rank(labelSets.run(refs[i]), depth) << Integer.SIZE | (i - from);
      ascending &= i == from || keys[i - 1] < keys[i];
    }
    if (!ascending) {
      Arrays.sort(keys, from, to);
      System.arraycopy(refs, from, scratch, from, to - from);
      for (int i = from; i < to; i++) {
        refs[i] = scratch[from + (int) keys[i]];
      }
    }
    int begin = from;
    while (begin < to) {
      long rank = keys[begin] >> Integer.SIZE;
      int end = begin + 1;
      while (end < to && keys[end] >> Integer.SIZE == rank) {
        end++;
      }
      if (end - begin > 1 && rank >= 0) {
        sort(refs, keys, scratch, begin, end, depth + 1);
      }
      begin = end;
    }
  }

  private void insertionSort(int[] refs, int from, int to, int depth) {
    for (int i = from + 1; i < to; i++) {
      int ref = refs[i];
      int j = i;
      while (j > from && compare(refs[j - 1], ref, depth) > 0) {
        refs[j] = refs[j - 1];
        j--;
      }
      refs[j] = ref;
    }
  }

  /** Compares two series in label order, whose first labels are the same. */
  int compare(int left, int right, int depth) {
    int leftRun = labelSets.run(left);
    int rightRun = labelSets.run(right);
    for (int i = depth; ; i++) {
      int leftRank = rank(leftRun, i);
      int rightRank = rank(rightRun, i);
      if (leftRank != rightRank) {
        return Integer.compare(leftRank, rightRank);
      }
      if (leftRank < 0) {
        return 0;
      }
    }
  }

  /** Rank of a label; -1 behind the last one, so that shorter sets come first. */
  private int rank(int run, int depth) {
    return depth < labelSets.count(run) ? pairs[labelSets.pairId(run, depth)].rank() : -1;
  }
}
