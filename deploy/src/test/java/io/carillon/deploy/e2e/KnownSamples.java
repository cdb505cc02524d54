package io.carillon.deploy.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.carillon.common.labels.Labels;
import io.carillon.deploy.bench.RemoteWriteClient;
import io.carillon.proto.prometheus.v1.WriteRequest;
import java.util.BitSet;
import java.util.HashSet;
import java.util.Set;

/**
 * The samples of one writer: with every step one sample of each of its series, and with every
 * eighth one a series of its own. Values follow from series and step, and use all bits. Safe for
 * one writing thread and readers when it has ended.
 */
final class KnownSamples {
  static final int SERIES = 50;
  private static final int STEPS_A_NEW_SERIES = 8;

  /** Steps that one query asks for at most. */
  private static final int STEPS_A_QUERY = 2000;

  private final int writer;
  private final long startMs;
  private final BitSet acknowledged = new BitSet();
  private int sent;

  KnownSamples(int writer, long startMs) {
    this.writer = writer;
    this.startMs = startMs;
  }

  /** Number of steps that were sent. */
  synchronized int sent() {
    return sent;
  }

  synchronized void acknowledge(int step) {
    acknowledged.set(step);
  }

  /** Takes the next step. */
  synchronized int nextStep() {
    return sent++;
  }

  WriteRequest batch(int step) {
    WriteRequest.Builder request = WriteRequest.newBuilder();
    for (int i = 0; i < SERIES; i++) {
      Labels labels =
          Labels.of(Labels.METRIC_NAME, "known", "writer", "" + writer, "series", "" + i);
      request.addTimeseries(RemoteWriteClient.series(labels, startMs + step, value(i, step)));
    }
    if (step % STEPS_A_NEW_SERIES == 0) {
      Labels labels =
          Labels.of(Labels.METRIC_NAME, "once", "writer", "" + writer, "step", "" + step);
      request.addTimeseries(RemoteWriteClient.series(labels, startMs + step, value(-1, step)));
    }
    return request.build();
  }

  /** Any finite number, often a negative zero. */
  private double value(int series, int step) {
    long mixed = ((writer * 1000L + series) << 32 | step) * 0x9E3779B97F4A7C15L;
    mixed ^= mixed >>> 29;
    double value = Double.longBitsToDouble(mixed * 0xBF58476D1CE4E5B9L);
    return Double.isFinite(value) && step % 16 != 3 ? value : -0.0;
  }

  /**
   * Fails unless every acknowledged sample from a step on is there to the last bit, and none that
   * was never sent; returns the number of samples found.
   */
  synchronized long assertAllThere(QueryClient client, int fromStep) {
    long found = 0;
    for (int from = fromStep; from < sent; from += STEPS_A_QUERY) {
      found += assertThere(client, from, Math.min(sent, from + STEPS_A_QUERY));
    }
    return found;
  }

  private long assertThere(QueryClient client, int from, int to) {
    // A range selector leaves its first millisecond out.
    String range = "{writer=\"" + writer + "\"}[" + (to - from) + "ms]";
    long found = 0;
    JsonNode known = client.instant("known" + range, startMs + to - 1).result();
    Set<String> seen = new HashSet<>();
    for (JsonNode series : known) {
      String name = series.path("metric").path("series").asText();
      assertThat(seen.add(name)).as("series %s comes once", name).isTrue();
      BitSet there = steps(series.path("values"), Integer.parseInt(name), from, to);
      BitSet lost = acknowledged.get(from, to);
      lost.andNot(there.get(from, to));
      assertThat(lost.stream().map(i -> i + from).boxed().toList())
          .as("lost steps of writer %d, series %s", writer, name)
          .isEmpty();
      found += there.cardinality();
    }
    if (!acknowledged.get(from, to).isEmpty()) {
      assertThat(seen).as("series of writer %d", writer).hasSize(SERIES);
    }
    assertNewSeries(client.instant("once" + range, startMs + to - 1).result(), from, to);
    return found;
  }

  private BitSet steps(JsonNode values, int series, int from, int to) {
    BitSet there = new BitSet();
    for (JsonNode sample : values) {
      int step = Math.toIntExact(Math.round(sample.get(0).asDouble() * 1000) - startMs);
      assertThat(step).as("step that was sent").isBetween(from, to - 1);
      assertThat(Double.doubleToRawLongBits(Double.parseDouble(sample.get(1).asText())))
          .as("bits of writer %d, series %d, step %d: %s", writer, series, step, sample.get(1))
          .isEqualTo(Double.doubleToRawLongBits(value(series, step)));
      there.set(step);
    }
    return there;
  }

  private void assertNewSeries(JsonNode once, int from, int to) {
    Set<Integer> there = new HashSet<>();
    for (JsonNode series : once) {
      int step = Integer.parseInt(series.path("metric").path("step").asText());
      assertThat(steps(series.path("values"), -1, from, to).stream().toArray())
          .as("the one sample of a new series")
          .containsExactly(step);
      there.add(step);
    }
    for (int step = from; step < to; step++) {
      if (step % STEPS_A_NEW_SERIES == 0 && acknowledged.get(step)) {
        assertThat(there).as("new series of acknowledged steps").contains(step);
      }
    }
  }
}
