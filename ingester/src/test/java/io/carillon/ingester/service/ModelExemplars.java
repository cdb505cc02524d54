package io.carillon.ingester.service;

import io.carillon.common.labels.Labels;
import io.carillon.common.labels.Matcher;
import io.carillon.common.store.Exemplar;
import io.carillon.common.store.SeriesExemplars;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** Exemplars that one tenant may and must read. */
final class ModelExemplars {
  private enum State {
    /** Sent: may be there. */
    OPEN,
    /** Must be there. */
    ACKNOWLEDGED,
    /** Lies in a deleted range: may be there until it is merged away. */
    DELETED
  }

  private final TreeMap<Labels, TreeMap<Exemplar, State>> series = new TreeMap<>();
  private long cutMs = Long.MIN_VALUE;

  void sent(SeriesExemplars sent) {
    TreeMap<Exemplar, State> known = series.computeIfAbsent(sent.series(), _ -> new TreeMap<>());
    sent.exemplars().forEach(exemplar -> known.putIfAbsent(exemplar, State.OPEN));
  }

  void acknowledged(SeriesExemplars sent) {
    TreeMap<Exemplar, State> known = series.computeIfAbsent(sent.series(), _ -> new TreeMap<>());
    sent.exemplars().forEach(exemplar -> known.put(exemplar, State.ACKNOWLEDGED));
  }

  void delete(List<Matcher> matchers, long minMs, long maxMs) {
    series.forEach(
        (labels, known) -> {
          if (TenantModel.fits(matchers, labels)) {
            known.replaceAll((e, state) -> isIn(e, minMs, maxMs) ? State.DELETED : state);
          }
        });
  }

  /** What is older is never answered again. */
  void cut(long newCutMs) {
    cutMs = newCutMs;
  }

  /** Gives the memory of what is too old back. */
  void forgetOld() {
    series.values().forEach(known -> known.keySet().removeIf(e -> e.timestampMs() < cutMs));
  }

  /** Fails unless the answer is right; from then on it stays if {@code settles}. */
  void check(
      List<SeriesExemplars> answer,
      long minMs,
      long maxMs,
      List<Matcher> matchers,
      boolean settles) {
    Map<Labels, Set<Exemplar>> left = new HashMap<>();
    answer.forEach(s -> left.put(s.series(), new TreeSet<>(s.exemplars())));
    series.forEach(
        (labels, known) -> {
          if (TenantModel.fits(matchers, labels)) {
            Set<Exemplar> found = left.getOrDefault(labels, new TreeSet<>());
            checkSeries(labels, known, found, Math.max(minMs, cutMs), maxMs, settles);
            if (found.isEmpty()) {
              left.remove(labels);
            }
          }
        });
    if (!left.isEmpty()) {
      throw new AssertionError("exemplars never sent, or not asked for: " + left);
    }
  }

  /** Takes what is known out of what was found. */
  private static void checkSeries(
      Labels labels,
      Map<Exemplar, State> known,
      Set<Exemplar> found,
      long minMs,
      long maxMs,
      boolean settles) {
    Iterator<Map.Entry<Exemplar, State>> entries = known.entrySet().iterator();
    while (entries.hasNext()) {
      Map.Entry<Exemplar, State> entry = entries.next();
      if (!isIn(entry.getKey(), minMs, maxMs)) {
        continue;
      }
      boolean isThere = found.remove(entry.getKey());
      if (!isThere && entry.getValue() == State.ACKNOWLEDGED) {
        throw new AssertionError(labels + " lacks the exemplar " + entry.getKey());
      }
      if (settles && entry.getValue() == State.OPEN) {
        if (isThere) {
          entry.setValue(State.ACKNOWLEDGED);
        } else {
          entries.remove();
        }
      }
    }
  }

  private static boolean isIn(Exemplar exemplar, long minMs, long maxMs) {
    return exemplar.timestampMs() >= minMs && exemplar.timestampMs() <= maxMs;
  }
}
