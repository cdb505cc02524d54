package io.carillon.ingester.service;

import io.carillon.common.column.SampleColumn;
import io.carillon.common.labels.Labels;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What one series may and must answer. A time has an acknowledged sample, which must be there
 * unless a greater one is, and open ones, which may be there.
 */
final class ModelSeries {
  private static final class Slot {
    @Nullable ModelSample acknowledged;
    List<ModelSample> open = List.of();

    void send(ModelSample sample) {
      if (open.isEmpty()) {
        open = new ArrayList<>(2);
      }
      open.add(sample);
    }

    void acknowledge(ModelSample sample) {
      ModelSample known = acknowledged;
      ModelSample winner = known == null || sample.compareTo(known) > 0 ? sample : known;
      acknowledged = winner;
      if (!open.isEmpty()) {
        open.removeIf(o -> o.compareTo(winner) <= 0);
      }
    }

    /** Whether the sample may be the answer. */
    @Nullable ModelSample find(SampleColumn column, int i) {
      if (acknowledged != null && acknowledged.fits(column, i)) {
        return acknowledged;
      }
      for (ModelSample sample : open) {
        boolean wins = acknowledged == null || sample.compareTo(acknowledged) > 0;
        if (wins && sample.fits(column, i)) {
          return sample;
        }
      }
      return null;
    }

    void doubt() {
      if (acknowledged != null) {
        send(acknowledged);
        acknowledged = null;
      }
    }

    void settle(ModelSample answer) {
      acknowledged = answer;
      open = List.of();
    }
  }

  private final Labels labels;
  private final TreeMap<Long, Slot> slots = new TreeMap<>();

  ModelSeries(Labels labels) {
    this.labels = labels;
  }

  void sent(long timestampMs, ModelSample sample) {
    slots.computeIfAbsent(timestampMs, _ -> new Slot()).send(sample);
  }

  void acknowledged(long timestampMs, ModelSample sample) {
    slots.computeIfAbsent(timestampMs, _ -> new Slot()).acknowledge(sample);
  }

  /** Takes a range away, for good. */
  void delete(long minMs, long maxMs) {
    slots.subMap(minMs, true, maxMs, true).clear();
  }

  /** What is in the range may be gone. */
  void doubt(long minMs, long maxMs) {
    slots.subMap(minMs, true, maxMs, true).values().forEach(Slot::doubt);
  }

  /** Whether there must be a sample in the range. */
  boolean isCertainIn(long minMs, long maxMs) {
    return minMs <= maxMs
        && slots.subMap(minMs, true, maxMs, true).values().stream()
            .anyMatch(slot -> slot.acknowledged != null);
  }

  /**
   * Fails unless the column is a right answer to the range.
   *
   * @param settles whether what is there stays from now on, and what is not never comes
   * @return number of samples that were compared
   */
  int check(SampleColumn column, long minMs, long maxMs, boolean settles) {
    int i = 0;
    if (minMs <= maxMs) {
      Iterator<Map.Entry<Long, Slot>> entries =
          slots.subMap(minMs, true, maxMs, true).entrySet().iterator();
      while (entries.hasNext()) {
        Map.Entry<Long, Slot> entry = entries.next();
        if (i < column.size() && column.timestampsMs()[i] == entry.getKey()) {
          ModelSample found = check(entry.getKey(), entry.getValue(), column, i++);
          if (settles) {
            entry.getValue().settle(found);
          }
        } else {
          checkAbsent(entry.getKey(), entry.getValue());
          if (settles) {
            entries.remove();
          }
        }
      }
    }
    if (i < column.size()) {
      throw new AssertionError(
          labels
              + " at "
              + column.timestampsMs()[i]
              + ": never sent, deleted or not asked for: "
              + ModelSample.of(column, i));
    }
    return column.size();
  }

  private ModelSample check(long timestampMs, Slot slot, SampleColumn column, int i) {
    ModelSample found = slot.find(column, i);
    if (found == null) {
      throw new AssertionError(
          String.format(
              "%s at %d: got %s, acknowledged %s, open %s",
              labels, timestampMs, ModelSample.of(column, i), slot.acknowledged, slot.open));
    }
    return found;
  }

  private void checkAbsent(long timestampMs, Slot slot) {
    if (slot.acknowledged != null) {
      throw new AssertionError(
          labels + " at " + timestampMs + ": nothing, acknowledged " + slot.acknowledged);
    }
  }
}
