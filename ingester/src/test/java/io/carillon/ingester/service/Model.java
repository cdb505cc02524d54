package io.carillon.ingester.service;

import io.carillon.common.column.SampleColumn;
import io.carillon.common.column.SampleOrder;
import io.carillon.common.labels.Labels;
import io.carillon.common.labels.Matcher;
import io.carillon.common.store.PushBatch;
import io.carillon.common.store.SeriesSamples;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What was sent and what was acknowledged, to compare answers with. Not thread-safe. */
final class Model {
  private static final class Slot {
    final List<Double> acknowledged = new ArrayList<>();
    final List<Double> sent = new ArrayList<>();
  }

  private final TreeMap<Labels, TreeMap<Long, Slot>> series = new TreeMap<>();

  void sent(PushBatch batch) {
    forEach(batch, (slot, value) -> slot.sent.add(value));
  }

  void acknowledged(PushBatch batch) {
    forEach(batch, (slot, value) -> slot.acknowledged.add(value));
  }

  private interface Action {
    void apply(Slot slot, double value);
  }

  private void forEach(PushBatch batch, Action action) {
    for (SeriesSamples s : batch.series()) {
      SampleColumn column = s.samples();
      TreeMap<Long, Slot> slots = series.computeIfAbsent(s.labels(), _ -> new TreeMap<>());
      for (int i = 0; i < column.size(); i++) {
        action.apply(
            slots.computeIfAbsent(column.timestampsMs()[i], _ -> new Slot()), column.values()[i]);
      }
    }
  }

  /** Fails unless the answer has all that was acknowledged in the range and nothing not sent. */
  void check(Map<Labels, SampleColumn> answer, long minMs, long maxMs, List<Matcher> matchers) {
    Map<Labels, SampleColumn> left = new HashMap<>(answer);
    series.forEach(
        (labels, slots) -> {
          if (matchers.stream().allMatch(m -> m.matches(labels.get(m.name())))) {
            checkSeries(labels, slots.subMap(minMs, true, maxMs, true), left.remove(labels));
          }
        });
    if (!left.isEmpty()) {
      throw new AssertionError("not asked for: " + left.keySet());
    }
  }

  private static void checkSeries(
      Labels labels, NavigableMap<Long, Slot> slots, @Nullable SampleColumn column) {
    Map<Long, Double> got = new TreeMap<>();
    for (int i = 0; column != null && i < column.size(); i++) {
      got.put(column.timestampsMs()[i], column.values()[i]);
    }
    slots.forEach(
        (timestampMs, slot) -> {
          Double value = got.remove(timestampMs);
          String where = labels + " at " + timestampMs + ": " + value;
          if (value != null && slot.sent.stream().noneMatch(v -> order(v, value) == 0)) {
            throw new AssertionError(where + " was never sent");
          }
          for (double acknowledged : slot.acknowledged) {
            if (value == null || order(acknowledged, value) > 0) {
              throw new AssertionError(where + ", acknowledged was " + acknowledged);
            }
          }
        });
    if (!got.isEmpty()) {
      throw new AssertionError(labels + " has samples that were never sent: " + got);
    }
  }

  private static int order(double a, double b) {
    return SampleOrder.compare(a, null, 0, b, null, 0);
  }
}
