package io.carillon.ingester.index;

import java.util.Arrays;

/**
 * Sorts series by their labels: by the rank of the first label, then those that share it by the
 * second, and so on. One use, while nobody else ranks the tenant's labels; takes the index' lock
 * for slices of the work.
 */
final class SeriesSorter {
  private static final int REFS_A_SLICE = 4096;

  /** Fewer are compared whole. */
  private static final int FEW = 8;

  /** In place of a rank, for a series that went meanwhile. */
  private static final int GONE = -2;

  private final IndexLock lock;
  private final SeriesLabels labels;
  private final int[] refs;
  private final int[] scratch;
  private final long[] keys;

  private SeriesSorter(IndexLock lock, SeriesLabels labels, int[] refs) {
    this.lock = lock;
    this.labels = labels;
    this.refs = refs;
    this.scratch = new int[refs.length];
    this.keys = new long[refs.length];
  }

  /** Sorts references in place. Where those of series that are gone stand means nothing. */
  static void sort(IndexLock lock, SeriesLabels labels, int[] refs) {
    new SeriesSorter(lock, labels, refs).sort(0, refs.length, 0);
  }

  private void sort(int from, int to, int depth) {
    if (to - from <= FEW) {
      lock.readInSlices(from, to, FEW, (begin, end) -> insertionSort(begin, end, depth));
      return;
    }
    lock.readInSlices(from, to, REFS_A_SLICE, (begin, end) -> rank(begin, end, from, depth));
    arrange(from, to);
    int begin = from;
    while (begin < to) {
      long rank = keys[begin] >> Integer.SIZE;
      int end = begin + 1;
      while (end < to && keys[end] >> Integer.SIZE == rank) {
        end++;
      }
      if (end - begin > 1 && rank >= 0) {
        sort(begin, end, depth + 1);
      }
      begin = end;
    }
  }

  private void rank(int begin, int end, int from, int depth) {
    for (int i = begin; i < end; i++) {
      int run = labels.run(refs[i]);
      int rank = run < 0 ? GONE : labels.rank(run, depth);
      keys[i] = (long) rank << Integer.SIZE | (i - from);
    }
  }

  /** Brings references and keys into the order of the keys. */
  private void arrange(int from, int to) {
    boolean isAscending = true;
    long min = keys[from];
    long max = min;
    for (int i = from + 1; i < to; i++) {
      isAscending &= keys[i - 1] <= keys[i];
      min = Math.min(min, keys[i]);
      max = Math.max(max, keys[i]);
    }
    if (isAscending) {
      return;
    }
    System.arraycopy(refs, from, scratch, from, to - from);
    int least = (int) (min >> Integer.SIZE);
    long ranks = (max >> Integer.SIZE) - least + 1L;
    if (ranks <= 2L * (to - from)) {
      count(from, to, least, (int) ranks);
    } else {
      Arrays.sort(keys, from, to);
      for (int i = from; i < to; i++) {
        refs[i] = scratch[from + (int) keys[i]];
      }
    }
  }

  /** Counting sort (Knuth, 5.2 D): values are mostly fewer than the series that have them. */
  private void count(int from, int to, int least, int ranks) {
    int[] ends = new int[ranks + 1];
    for (int i = from; i < to; i++) {
      ends[(int) (keys[i] >> Integer.SIZE) - least + 1]++;
    }
    ends[0] = from;
    for (int rank = 1; rank <= ranks; rank++) {
      ends[rank] += ends[rank - 1];
    }
    for (int i = from; i < to; i++) {
      refs[ends[(int) (keys[i] >> Integer.SIZE) - least]++] = scratch[i];
    }
    int begin = from;
    for (int rank = 0; rank < ranks; rank++) {
      Arrays.fill(keys, begin, ends[rank], (long) (rank + least) << Integer.SIZE);
      begin = ends[rank];
    }
  }

  private void insertionSort(int from, int to, int depth) {
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

  private int compare(int left, int right, int depth) {
    int leftRun = labels.run(left);
    int rightRun = labels.run(right);
    if (leftRun < 0 || rightRun < 0) {
      return Boolean.compare(leftRun >= 0, rightRun >= 0);
    }
    for (int i = depth; ; i++) {
      int leftRank = labels.rank(leftRun, i);
      int rightRank = labels.rank(rightRun, i);
      if (leftRank != rightRank) {
        return Integer.compare(leftRank, rightRank);
      }
      if (leftRank < 0) {
        return 0;
      }
    }
  }
}
