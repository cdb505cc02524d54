package io.carillon.ingester.service;

import java.util.Locale;
import java.util.StringJoiner;
import java.util.concurrent.atomic.AtomicLongArray;

/** Counts over all rounds. Thread-safe. */
final class RoundTotals {
  private final AtomicLongArray counts = new AtomicLongArray(Total.values().length);

  void add(Total total, long count) {
    counts.addAndGet(total.ordinal(), count);
  }

  long get(Total total) {
    return counts.get(total.ordinal());
  }

  /** {@code operations=2000 batches=...}. */
  @Override
  public String toString() {
    StringJoiner text = new StringJoiner(" ");
    for (Total total : Total.values()) {
      text.add(total.name().toLowerCase(Locale.ROOT) + "=" + get(total));
    }
    return text.toString();
  }
}
