package io.carillon.ingester.head;

import io.carillon.common.labels.Labels;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.function.Supplier;

/**
 * Sorts series by their labels, and remembers where those it has seen belong: comparing numbers is
 * far quicker than comparing label sets. Thread-safe.
 */
final class SeriesOrder {
  /** Fewer are sorted about as quickly as they are remembered. */
  private static final int MIN_LEARNT = 256;

  private static final Comparator<HeadSeries.Snapshot> BY_LABELS =
      Comparator.comparing(HeadSeries.Snapshot::labels);

  /** For the first numbers of series the place of each in the order of these series. */
  private volatile int[] places = new int[0];

  /**
   * Sorts series.
   *
   * @param found in any order
   * @param total number of series that there are
   * @param all labels of all series by their number; asked for only to remember more places
   */
  List<HeadSeries.Snapshot> sorted(
      List<HeadSeries.Snapshot> found, int total, Supplier<List<Labels>> all) {
    int[] known = places;
    List<HeadSeries.Snapshot> unknown = new ArrayList<>();
    long[] keys = new long[found.size()];
    int count = 0;
    for (int i = 0; i < keys.length; i++) {
      int number = found.get(i).number();
      if (number < known.length) {
        keys[count++] = (long) known[number] << Integer.SIZE | i;
      } else {
        unknown.add(found.get(i));
      }
    }
    Arrays.sort(keys, 0, count);
    List<HeadSeries.Snapshot> sorted = new ArrayList<>(keys.length);
    for (int i = 0; i < count; i++) {
      sorted.add(found.get((int) keys[i]));
    }
    if (unknown.isEmpty()) {
      return sorted;
    }
    unknown.sort(BY_LABELS);
    sorted.addAll(unknown);
    sorted.sort(BY_LABELS); // Merges the two runs.
    if (isWorthLearning(unknown.size(), known.length, total)) {
      learn(all.get());
    }
    return sorted;
  }

  /** Sorting all must cost little more than what was just sorted, and rarely be done again. */
  private static boolean isWorthLearning(int unknown, int known, int total) {
    return unknown >= MIN_LEARNT && unknown >= known / 4 && unknown >= (total - known) / 4;
  }

  /** Remembers the places of all series. */
  private synchronized void learn(List<Labels> labels) {
    if (labels.size() <= places.length) {
      return; // Another thread did.
    }
    Integer[] numbers = new Integer[labels.size()];
    Arrays.setAll(numbers, i -> i);
    Arrays.sort(numbers, Comparator.comparing(labels::get));
    int[] learnt = new int[numbers.length];
    for (int place = 0; place < learnt.length; place++) {
      learnt[numbers[place]] = place;
    }
    places = learnt;
  }
}
