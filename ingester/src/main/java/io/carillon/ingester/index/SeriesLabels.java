package io.carillon.ingester.index;

import io.carillon.common.labels.Labels;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Labels of series by their references. Changed under the index' lock; read under it, or by who
 * keeps the series from being forgotten and comes after it was added.
 */
final class SeriesLabels implements AutoCloseable {
  private static final int MIN_PAIRS = 256;

  private final LabelSets sets = new LabelSets();

  /** By their number. */
  private volatile @Nullable LabelPair[] pairs = new LabelPair[MIN_PAIRS];

  private int pairEnd;
  private int[] freeIds = new int[16];
  private int freeCount;

  /** A number for a label that {@link #addPair} will bring. */
  int nextPairId() {
    return freeCount > 0 ? freeIds[--freeCount] : pairEnd++;
  }

  void addPair(LabelPair pair) {
    if (pair.id() >= pairs.length) {
      pairs = Arrays.copyOf(pairs, pairs.length * 2);
    }
    pairs[pair.id()] = pair;
  }

  /** Forgets a label that no series has any more. */
  void removePair(LabelPair pair) {
    pairs[pair.id()] = null;
    if (freeCount == freeIds.length) {
      freeIds = Arrays.copyOf(freeIds, freeCount * 2);
    }
    freeIds[freeCount++] = pair.id();
    if (freeCount == pairEnd) {
      pairs = new LabelPair[MIN_PAIRS];
      freeIds = new int[16];
      freeCount = 0;
      pairEnd = 0;
    }
  }

  /**
   * Stores a series that is not there.
   *
   * @param pairIds the labels in order; the tenant when there are none
   */
  void add(int ref, int[] pairIds, int count) {
    sets.add(ref, pairIds, count);
  }

  /** Forgets a series that is there. */
  void remove(int ref) {
    sets.remove(ref);
  }

  /** Place of a series' labels; -1 when it is not there. */
  int run(int ref) {
    return sets.run(ref);
  }

  /** Number of labels. */
  int count(int run) {
    return LabelSets.count(sets.header(run));
  }

  /** The i-th label. */
  LabelPair pair(int run, int i) {
    return pair(sets.pairId(run, sets.header(run), i));
  }

  /** All labels. */
  LabelPair[] pairs(int run) {
    LabelPair[] all = new LabelPair[count(run)];
    for (int i = 0; i < all.length; i++) {
      all[i] = pair(run, i);
    }
    return all;
  }

  /** Place of the i-th label among all labels of the tenant; -1 behind the last one. */
  int rank(int run, int i) {
    int header = sets.header(run);
    return i < LabelSets.count(header) ? pair(sets.pairId(run, header, i)).rank() : -1;
  }

  /** Number of the tenant. */
  int tenant(int run) {
    int header = sets.header(run);
    int first = sets.pairId(run, header, 0);
    return LabelSets.count(header) == 0 ? first : pair(first).name().tenant();
  }

  Labels labels(int run) {
    return new Reader().labels(run, sets.header(run));
  }

  /** Labels of series, null for those that are not there. */
  @Nullable Labels[] labels(int[] refs, int count) {
    int[] runs = new int[count];
    for (int i = 0; i < count; i++) {
      runs[i] = sets.run(refs[i]);
    }
    // Loops of their own, so that the processor waits for many of these reads at once.
    int[] headers = new int[count];
    for (int i = 0; i < count; i++) {
      headers[i] = runs[i] < 0 ? 0 : sets.header(runs[i]);
    }
    @Nullable Labels[] found = new Labels[count];
    Reader reader = new Reader();
    for (int i = 0; i < count; i++) {
      found[i] = runs[i] < 0 ? null : reader.labels(runs[i], headers[i]);
    }
    return found;
  }

  /**
   * Reads labels of one series after the other. It takes from the one before what both have at the
   * same place, which is most when they come in label order.
   */
  private final class Reader {
    private int[] ids = new int[16];
    private String[] strings = {};

    Labels labels(int run, int header) {
      int count = LabelSets.count(header);
      String[] read = new String[count * 2];
      if (count > ids.length) {
        ids = Arrays.copyOf(ids, count);
      }
      for (int i = 0; i < count; i++) {
        int id = sets.pairId(run, header, i);
        if (2 * i < strings.length && ids[i] == id) {
          read[2 * i] = strings[2 * i];
          read[2 * i + 1] = strings[2 * i + 1];
        } else {
          LabelPair pair = pair(id);
          read[2 * i] = pair.name().name();
          read[2 * i + 1] = pair.value();
          ids[i] = id;
        }
      }
      strings = read;
      return Labels.ofTrusted(read);
    }
  }

  boolean hasLabels(int run, Labels labels) {
    int header = sets.header(run);
    if (LabelSets.count(header) != labels.size()) {
      return false;
    }
    for (int i = 0; i < labels.size(); i++) {
      LabelPair pair = pair(sets.pairId(run, header, i));
      if (!pair.value().equals(labels.value(i)) || !pair.name().name().equals(labels.name(i))) {
        return false;
      }
    }
    return true;
  }

  /** Number of series. */
  int size() {
    return sets.size();
  }

  /** Bytes of memory, those of labels themselves apart. */
  long sizeBytes() {
    return sets.sizeBytes() + 4L * (pairs.length + freeIds.length);
  }

  @Override
  public void close() {
    sets.close();
  }

  private LabelPair pair(int id) {
    LabelPair pair = pairs[id];
    if (pair == null) {
      throw new IllegalStateException("no label has the number " + id);
    }
    return pair;
  }
}
