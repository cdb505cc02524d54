package io.carillon.ingester.service;

import io.carillon.common.store.MetricMetadata;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What is known about the families of one tenant: any of those that were sent, unless another one
 * was sent after its ack, and acknowledged. Of those on their way together either may be the last.
 */
final class ModelMetadata {
  private static final class Sent {
    final MetricMetadata metadata;
    final long sentAt;
    long acknowledgedAt = Long.MAX_VALUE;

    Sent(MetricMetadata metadata, long sentAt) {
      this.metadata = metadata;
      this.sentAt = sentAt;
    }
  }

  private final TreeMap<String, List<Sent>> families = new TreeMap<>();
  private long now;

  /** Notes what was sent; the ticket acknowledges it. */
  Runnable sent(MetricMetadata metadata) {
    List<Sent> family =
        families.computeIfAbsent(metadata.metricFamilyName(), _ -> new ArrayList<>());
    Sent sent = new Sent(metadata, now++);
    family.add(sent);
    return () -> {
      sent.acknowledgedAt = now++;
      family.removeIf(older -> older.acknowledgedAt < sent.sentAt);
    };
  }

  /** Fails unless the answer is right; from then on it stays if {@code settles}. */
  void check(List<MetricMetadata> answer, boolean settles) {
    HashMap<String, MetricMetadata> left = new HashMap<>();
    answer.forEach(m -> left.put(m.metricFamilyName(), m));
    if (left.size() != answer.size()) {
      throw new AssertionError("a family comes twice: " + answer);
    }
    families.forEach(
        (name, family) -> {
          MetricMetadata found = left.remove(name);
          if (!isRight(family, found)) {
            throw new AssertionError("metadata of " + name + ": " + found);
          }
          if (settles) {
            family.clear();
            if (found != null) {
              sent(found).run();
            }
          }
        });
    if (!left.isEmpty()) {
      throw new AssertionError("metadata that was never sent: " + left);
    }
  }

  private static boolean isRight(List<Sent> family, @Nullable MetricMetadata answer) {
    return answer == null
        ? family.stream().allMatch(sent -> sent.acknowledgedAt == Long.MAX_VALUE)
        : family.stream().anyMatch(sent -> sent.metadata.equals(answer));
  }
}
