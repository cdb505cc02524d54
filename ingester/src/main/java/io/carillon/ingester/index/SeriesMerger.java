package io.carillon.ingester.index;

import io.carillon.common.labels.Utf8Order;
import java.util.ArrayList;
import java.util.List;

/**
 * Sorts few series by their labels as they are, and puts them in between others. Takes the index'
 * lock for slices of the work.
 */
final class SeriesMerger {
  private static final int SERIES_A_SLICE = 256;

  private final IndexLock lock;
  private final SeriesLabels labels;

  @SuppressWarnings("ArrayRecordComponent") // Identity is never asked.
  private record Row(int ref, LabelPair[] pairs) implements Comparable<Row> {
    @Override
    public int compareTo(Row other) {
      int length = Math.min(pairs.length, other.pairs.length);
      for (int i = 0; i < length; i++) {
        int order = comparePairs(pairs[i], other.pairs[i]);
        if (order != 0) {
          return order;
        }
      }
      return pairs.length - other.pairs.length;
    }
  }

  SeriesMerger(IndexLock lock, SeriesLabels labels) {
    this.lock = lock;
    this.labels = labels;
  }

  /** References in label order, without those of series that are gone. */
  int[] sorted(int[] refs) {
    return rows(refs).stream().sorted().mapToInt(Row::ref).toArray();
  }

  /** Both lists, which are in label order, as one. */
  int[] merge(int[] many, int[] few) {
    if (many.length == 0 || few.length == 0) {
      return many.length == 0 ? few : many;
    }
    int[] places = places(many, few);
    int[] merged = new int[many.length + few.length];
    int taken = 0;
    for (int i = 0; i < few.length; i++) {
      System.arraycopy(many, taken, merged, taken + i, places[i] - taken);
      taken = places[i];
      merged[taken + i] = few[i];
    }
    System.arraycopy(many, taken, merged, taken + few.length, many.length - taken);
    return merged;
  }

  private List<Row> rows(int[] refs) {
    List<Row> rows = new ArrayList<>(refs.length);
    lock.readInSlices(
        0,
        refs.length,
        SERIES_A_SLICE,
        (from, to) -> {
          for (int i = from; i < to; i++) {
            int run = labels.run(refs[i]);
            if (run >= 0) {
              rows.add(new Row(refs[i], labels.pairs(run)));
            }
          }
        });
    return rows;
  }

  /** For each of few how many of the others come before it. */
  private int[] places(int[] many, int[] few) {
    int[] places = new int[few.length];
    lock.readInSlices(
        0,
        few.length,
        SERIES_A_SLICE,
        (from, to) -> {
          int begin = from == 0 ? 0 : places[from - 1];
          for (int i = from; i < to; i++) {
            int run = labels.run(few[i]);
            begin = run < 0 ? begin : place(many, begin, run);
            places[i] = begin;
          }
        });
    return places;
  }

  /** Looks near the begin first. */
  private int place(int[] many, int begin, int run) {
    int from = begin;
    int to = many.length;
    for (int step = 1; from + step < many.length; step *= 2) {
      if (isBefore(many, from + step, many.length, run)) {
        from += step;
      } else {
        to = from + step;
        break;
      }
    }
    while (from < to) {
      int middle = (from + to) >>> 1;
      if (isBefore(many, middle, to, run)) {
        from = middle + 1;
      } else {
        to = middle;
      }
    }
    return from;
  }

  /** Whether a place's series, or the next one that is still there, comes before another. */
  private boolean isBefore(int[] many, int place, int end, int run) {
    for (int i = place; i < end; i++) {
      int there = labels.run(many[i]);
      if (there >= 0) {
        return compare(there, run) < 0;
      }
    }
    return false;
  }

  private int compare(int leftRun, int rightRun) {
    int leftCount = labels.count(leftRun);
    int rightCount = labels.count(rightRun);
    for (int i = 0; i < Math.min(leftCount, rightCount); i++) {
      int order = comparePairs(labels.pair(leftRun, i), labels.pair(rightRun, i));
      if (order != 0) {
        return order;
      }
    }
    return leftCount - rightCount;
  }

  private static int comparePairs(LabelPair left, LabelPair right) {
    if (left == right) {
      return 0; // Most often.
    }
    int order = Utf8Order.compare(left.name().name(), right.name().name());
    return order != 0 ? order : Utf8Order.compare(left.value(), right.value());
  }
}
