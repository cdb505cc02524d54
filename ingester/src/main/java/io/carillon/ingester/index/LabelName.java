package io.carillon.ingester.index;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** A label of a tenant and the values that it has. Guarded by the index' lock. */
final class LabelName {
  /** Object and its places in tables, roughly. */
  static final int BASE_BYTES = 120;

  private static final int MIN_SLOTS = 2;
  private static final int MIN_LOG = 1024;
  private static final LabelPair[] NOTHING = {};

  private final int tenant;
  private final String name;

  /** Open addressing, at most two thirds full. */
  private @Nullable LabelPair[] slots = new LabelPair[MIN_SLOTS];

  private int size;

  /** Number of values that ever came. */
  private int added;

  /** Number of values that ever went. */
  private int removed;

  private @Nullable ValueDictionary dictionary;

  /** The values that came last, for the dictionary. */
  private @Nullable LabelPair[] log = NOTHING;

  private int logSize;

  /** Place of the first value among all labels of the tenant, as {@link SeriesOrder} saw it. */
  private int rank;

  /** The values as their places were given last. */
  private LabelPair[] ranked = NOTHING;

  LabelName(int tenant, String name) {
    this.tenant = tenant;
    this.name = name;
  }

  /** Number of the tenant. */
  int tenant() {
    return tenant;
  }

  String name() {
    return name;
  }

  /** Place of the first value among all labels of the tenant. Read when nobody ranks. */
  int rank() {
    return rank;
  }

  /**
   * Gives the values their places. One caller at a time, without the index' lock.
   *
   * @param sorted in order, as the dictionary has them
   */
  @SuppressWarnings(
      "ReferenceEquality") // A dictionary that is another array may have another order.
  void rank(int first, LabelPair[] sorted) {
    rank = first;
    if (ranked != sorted) {
      for (int i = 0; i < sorted.length; i++) {
        sorted[i].setRank(i);
      }
      ranked = sorted;
    }
  }

  /** Number of values. */
  int size() {
    return size;
  }

  /** Number of values that ever came. */
  int added() {
    return added;
  }

  /** Number of values that ever went. */
  int removed() {
    return removed;
  }

  /** The label with a value; null when no series has it. */
  @Nullable LabelPair find(String value) {
    return slots[slot(value)];
  }

  /** Adds a value that is not there. */
  void add(LabelPair pair) {
    if ((size + 1) * 3L > slots.length * 2L) {
      resize(slots.length * 2);
    }
    slots[slot(pair.value())] = pair;
    size++;
    added++;
    if (dictionary != null) {
      log(dictionary, pair);
    }
  }

  void remove(LabelPair pair) {
    int mask = slots.length - 1;
    int gap = slot(pair.value());
    int slot = gap;
    while (true) {
      slot = (slot + 1) & mask;
      LabelPair other = slots[slot];
      if (other == null) {
        break;
      }
      int home = Symbols.spread(other.value().hashCode()) & mask;
      if (((slot - home) & mask) >= ((slot - gap) & mask)) {
        slots[gap] = other;
        gap = slot;
      }
    }
    slots[gap] = null;
    size--;
    removed++;
    if (slots.length > MIN_SLOTS && size < slots.length / 8) {
      resize(slots.length / 4);
    }
  }

  /** The labels with all values. */
  LabelPair[] pairs() {
    LabelPair[] all = new LabelPair[size];
    int next = 0;
    for (LabelPair pair : slots) {
      if (pair != null) {
        all[next++] = pair;
      }
    }
    return all;
  }

  /** Those that came after as many as {@link #added} once told; null when that is too long ago. */
  LabelPair @Nullable [] pairsSince(int number) {
    int fresh = added - number;
    if (fresh > logSize) {
      return null;
    }
    LabelPair[] since = new LabelPair[fresh];
    System.arraycopy(log, logSize - fresh, since, 0, fresh);
    return since;
  }

  /** The values in order and the verdicts on them; null when nobody wants them. */
  @Nullable ValueDictionary dictionary() {
    return dictionary;
  }

  /** Keeps a dictionary for as long as it is used. */
  void keepDictionary(ValueDictionary made) {
    dictionary = made;
  }

  private void log(ValueDictionary reader, LabelPair pair) {
    if (logSize >= Math.max(MIN_LOG, size / 2)) {
      if (!reader.wasUsed()) {
        log = NOTHING;
        logSize = 0;
        dictionary = null;
        return;
      }
      int kept = logSize / 2;
      System.arraycopy(log, logSize - kept, log, 0, kept);
      Arrays.fill(log, kept, logSize, null);
      logSize = kept;
    }
    if (logSize == log.length) {
      log = Arrays.copyOf(log, Math.max(4, logSize * 2));
    }
    log[logSize++] = pair;
  }

  private void resize(int length) {
    @Nullable LabelPair[] old = slots;
    slots = new LabelPair[Math.max(MIN_SLOTS, length)];
    for (LabelPair pair : old) {
      if (pair != null) {
        slots[slot(pair.value())] = pair;
      }
    }
  }

  private int slot(String value) {
    int mask = slots.length - 1;
    int slot = Symbols.spread(value.hashCode()) & mask;
    LabelPair there = slots[slot];
    while (there != null && !there.value().equals(value)) {
      slot = (slot + 1) & mask;
      there = slots[slot];
    }
    return slot;
  }
}
