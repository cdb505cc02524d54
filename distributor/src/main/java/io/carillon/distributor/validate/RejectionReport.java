package io.carillon.distributor.validate;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/** What was refused of one request: all counted, the first ten told. Not thread-safe. */
public final class RejectionReport {
  /** Enough to see the pattern, short enough for a log line of the sender. */
  private static final int MAX_TEXTS = 10;

  private final EnumMap<RejectionReason, Long> samplesByReason =
      new EnumMap<>(RejectionReason.class);
  private final List<String> texts = new ArrayList<>();

  /**
   * Adds samples that were refused for one reason.
   *
   * @param text asked only while there is room
   */
  public void add(RejectionReason reason, long samples, Supplier<String> text) {
    samplesByReason.merge(reason, samples, Long::sum);
    if (texts.size() < MAX_TEXTS) {
      texts.add(text.get());
    }
  }

  /** Whether nothing was refused. */
  public boolean isEmpty() {
    return samplesByReason.isEmpty();
  }

  /** All samples that were refused. */
  public long samples() {
    return samplesByReason.values().stream().mapToLong(Long::longValue).sum();
  }

  /** How many samples for which reason. */
  public Map<RejectionReason, Long> samplesByReason() {
    return Map.copyOf(samplesByReason);
  }

  /** The first reasons in words, one line each. */
  public List<String> texts() {
    return List.copyOf(texts);
  }
}
