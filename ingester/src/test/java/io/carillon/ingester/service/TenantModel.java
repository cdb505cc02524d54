package io.carillon.ingester.service;

import io.carillon.common.column.SampleColumn;
import io.carillon.common.labels.Labels;
import io.carillon.common.labels.Matcher;
import io.carillon.common.store.SeriesSamples;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;

/** What one tenant may and must read. */
final class TenantModel {
  /** Forgetting looks at all series, so it waits until it is worth it. */
  private static final long FORGET_STEP_MS = TestingNode.HOUR_MS;

  final ModelMetadata metadata = new ModelMetadata();
  final ModelExemplars exemplars = new ModelExemplars();
  private final TreeMap<Labels, ModelSeries> series = new TreeMap<>();
  private long cutMs = Long.MIN_VALUE;

  /** What is older takes no memory any more. */
  private long forgottenMs;

  void sent(SeriesSamples samples) {
    ModelSeries known = series(samples.labels());
    SampleColumn column = samples.samples();
    for (int i = 0; i < column.size(); i++) {
      if (column.timestampsMs()[i] >= cutMs) {
        known.sent(column.timestampsMs()[i], ModelSample.of(column, i));
      }
    }
  }

  void acknowledged(SeriesSamples samples) {
    ModelSeries known = series(samples.labels());
    SampleColumn column = samples.samples();
    for (int i = 0; i < column.size(); i++) {
      if (column.timestampsMs()[i] >= cutMs) {
        known.acknowledged(column.timestampsMs()[i], ModelSample.of(column, i));
      }
    }
  }

  private ModelSeries series(Labels labels) {
    return series.computeIfAbsent(labels, ModelSeries::new);
  }

  /** What is older is never answered again. */
  void cut(long newCutMs) {
    cutMs = Math.max(cutMs, newCutMs);
    exemplars.cut(cutMs);
    if (cutMs - forgottenMs > FORGET_STEP_MS) {
      forgottenMs = cutMs;
      series.values().forEach(s -> s.delete(Long.MIN_VALUE, cutMs - 1));
      exemplars.forgetOld();
    }
  }

  void delete(List<Matcher> matchers, long minMs, long maxMs) {
    exemplars.delete(matchers, minMs, maxMs);
    series.forEach(
        (labels, s) -> {
          if (fits(matchers, labels)) {
            s.delete(minMs, maxMs);
          }
        });
  }

  /** Of what fits, anything may be gone. */
  void doubt(List<Matcher> matchers, long minMs, long maxMs) {
    exemplars.delete(matchers, minMs, maxMs);
    series.forEach(
        (labels, s) -> {
          if (fits(matchers, labels)) {
            s.doubt(minMs, maxMs);
          }
        });
  }

  /** Fails unless the answer is right; returns the number of samples. */
  int check(
      Map<Labels, SampleColumn> answer,
      long minMs,
      long maxMs,
      List<Matcher> matchers,
      boolean settles) {
    int compared = 0;
    int known = 0;
    for (Map.Entry<Labels, ModelSeries> entry : series.entrySet()) {
      SampleColumn column = answer.getOrDefault(entry.getKey(), SampleColumn.EMPTY);
      if (fits(matchers, entry.getKey())) {
        known += answer.containsKey(entry.getKey()) ? 1 : 0;
        compared += entry.getValue().check(column, Math.max(minMs, cutMs), maxMs, settles);
      }
    }
    if (known != answer.size()) {
      Set<Labels> foreign = new HashSet<>(answer.keySet());
      foreign.removeIf(labels -> series.containsKey(labels) && fits(matchers, labels));
      throw new AssertionError("not asked for: " + foreign);
    }
    return compared;
  }

  /** Fails unless the answer has the label sets that it must have, and only such as were sent. */
  void checkSeries(List<Labels> answer, long minMs, long maxMs, List<Matcher> matchers) {
    checkSubset(Set.copyOf(answer), minMs, maxMs, matchers, Set::of);
  }

  /** The same for names of labels. */
  void checkNames(List<String> answer, long minMs, long maxMs, List<Matcher> matchers) {
    checkSubset(Set.copyOf(answer), minMs, maxMs, matchers, TenantModel::names);
  }

  /** The same for values of a label. */
  void checkValues(
      String name, List<String> answer, long minMs, long maxMs, List<Matcher> matchers) {
    checkSubset(Set.copyOf(answer), minMs, maxMs, matchers, labels -> values(labels, name));
  }

  private <T> void checkSubset(
      Set<T> answer,
      long minMs,
      long maxMs,
      List<Matcher> matchers,
      Function<Labels, Set<T>> parts) {
    Set<T> must = new HashSet<>();
    Set<T> may = new HashSet<>();
    series.forEach(
        (labels, s) -> {
          if (fits(matchers, labels)) {
            may.addAll(parts.apply(labels));
            if (s.isCertainIn(Math.max(minMs, cutMs), maxMs)) {
              must.addAll(parts.apply(labels));
            }
          }
        });
    if (!answer.containsAll(must) || !may.containsAll(answer)) {
      throw new AssertionError(
          "labels for " + matchers + ": got " + answer + ", must " + must + ", may " + may);
    }
  }

  private static Set<String> names(Labels labels) {
    Set<String> names = new HashSet<>();
    labels.forEach((name, _) -> names.add(name));
    return names;
  }

  private static Set<String> values(Labels labels, String name) {
    String value = labels.find(name);
    return value == null ? Set.of() : Set.of(value);
  }

  static boolean fits(List<Matcher> matchers, Labels labels) {
    for (Matcher matcher : matchers) {
      if (!matcher.matches(labels.get(matcher.name()))) {
        return false;
      }
    }
    return true;
  }
}
