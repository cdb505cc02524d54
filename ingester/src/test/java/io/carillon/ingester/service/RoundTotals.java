package io.carillon.ingester.service;

import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.StringJoiner;
import java.util.concurrent.atomic.LongAdder;

/** Counts over all rounds. Thread-safe. */
final class RoundTotals {
  private final Map<Total, LongAdder> counts = new EnumMap<>(Total.class);

  RoundTotals() {
    for (Total total : Total.values()) {
      counts.put(total, new LongAdder());
    }
  }

  void add(Total total, long count) {
    adder(total).add(count);
  }

  long get(Total total) {
    return adder(total).sum();
  }

  private LongAdder adder(Total total) {
    return Objects.requireNonNull(counts.get(total));
  }

  /** {@code operations=2000 batches=...}. */
  @Override
  public String toString() {
    StringJoiner text = new StringJoiner(" ");
    counts.forEach(
        (total, count) -> text.add(total.name().toLowerCase(Locale.ROOT) + "=" + count.sum()));
    return text.toString();
  }
}
