package io.carillon.ingester.exemplar;

import io.carillon.common.labels.Labels;
import io.carillon.common.labels.Matcher;
import io.carillon.common.store.Exemplar;
import java.util.List;

/**
 * Which exemplars are wanted.
 *
 * @param matcherSets a series counts when it fits all matchers of any set; no set means all series
 * @param minMs first time, inclusive
 * @param maxMs last time, inclusive
 */
public record ExemplarSelection(List<List<Matcher>> matcherSets, long minMs, long maxMs) {
  public ExemplarSelection {
    matcherSets = matcherSets.stream().map(List::copyOf).toList();
  }

  /** All series from a time on. */
  public static ExemplarSelection since(long minMs) {
    return new ExemplarSelection(List.of(), minMs, Long.MAX_VALUE);
  }

  boolean fits(Labels series) {
    if (matcherSets.isEmpty()) {
      return true;
    }
    for (List<Matcher> matchers : matcherSets) {
      if (fitsAll(matchers, series)) {
        return true;
      }
    }
    return false;
  }

  boolean fits(Exemplar exemplar) {
    return minMs <= exemplar.timestampMs() && exemplar.timestampMs() <= maxMs;
  }

  static boolean fitsAll(List<Matcher> matchers, Labels series) {
    for (Matcher matcher : matchers) {
      if (!matcher.matches(series.get(matcher.name()))) {
        return false;
      }
    }
    return true;
  }
}
