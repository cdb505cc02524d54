package io.carillon.deploy.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.carillon.common.labels.Labels;
import io.carillon.deploy.bench.RemoteWriteClient;
import io.carillon.proto.prometheus.v1.WriteRequest;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * One node under a load of known samples is killed with -9 at random moments. After each restart
 * every acknowledged sample is answered, exactly, and none that was never sent. Rounds by the
 * property {@code e2e.kill.rounds}, 20 by default; the seed by {@code e2e.seed}.
 */
final class KilledAtRandomIT {
  private static final int ROUNDS = Integer.getInteger("e2e.kill.rounds", 20);
  private static final long SEED = Long.getLong("e2e.seed", System.nanoTime());
  private static final int WRITERS = 8;
  private static final int SERIES_A_WRITER = 50;

  @TempDir Path folder;

  /** Acknowledged steps of each writer; the sample of step n has the value n. */
  private final Map<Integer, Set<Long>> acknowledged = new ConcurrentHashMap<>();

  /** Highest sent step of each writer. */
  private final Map<Integer, Long> sent = new ConcurrentHashMap<>();

  private final long startMs = System.currentTimeMillis() - Duration.ofHours(2).toMillis();

  @Test
  void everyAcknowledgedSampleSurvives() throws Exception {
    System.out.println("seed " + SEED + ", rounds " + ROUNDS);
    Random random = new Random(SEED);
    int port = Ports.block(1);
    long samples = 0;
    for (int round = 0; round < ROUNDS; round++) {
      try (RunningProcess node = CarillonNodes.single(folder, port)) {
        samples = assertAllThere(QueryClient.ofPort(port));
        writeUntilKilled(node, port, 150 + random.nextInt(900));
      }
    }
    try (RunningProcess node = CarillonNodes.single(folder, port)) {
      samples = assertAllThere(QueryClient.ofPort(port));
      assertThat(node.isAlive()).isTrue();
    }
    assertThat(samples).isGreaterThan((long) ROUNDS * WRITERS * SERIES_A_WRITER);
    System.out.println("acknowledged samples found again: " + samples);
  }

  private void writeUntilKilled(RunningProcess node, int port, long afterMs)
      throws InterruptedException {
    AtomicBoolean stop = new AtomicBoolean();
    AtomicLong acks = new AtomicLong();
    try (RemoteWriteClient client = new RemoteWriteClient("http://127.0.0.1:" + port);
        ExecutorService threads = Executors.newFixedThreadPool(WRITERS)) {
      for (int writer = 0; writer < WRITERS; writer++) {
        int id = writer;
        var _ = threads.submit(() -> write(client, id, stop, acks));
      }
      long killAt = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(afterMs);
      await("the moment to kill")
          .atMost(Duration.ofSeconds(30))
          .pollDelay(Duration.ZERO)
          .pollInterval(Duration.ofMillis(5))
          .until(() -> System.nanoTime() > killAt && acks.get() > 0);
      node.kill();
      stop.set(true);
    }
  }

  private Void write(RemoteWriteClient client, int writer, AtomicBoolean stop, AtomicLong acks)
      throws InterruptedException {
    while (!stop.get()) {
      long step = sent.getOrDefault(writer, -1L) + 1;
      sent.put(writer, step);
      try {
        if (client.send(batch(writer, step)).statusCode() / 100 == 2) {
          acknowledged.computeIfAbsent(writer, _ -> ConcurrentHashMap.newKeySet()).add(step);
          acks.incrementAndGet();
        }
      } catch (IOException _) {
        return null; // The node is gone.
      }
    }
    return null;
  }

  private WriteRequest batch(int writer, long step) {
    WriteRequest.Builder request = WriteRequest.newBuilder();
    for (int i = 0; i < SERIES_A_WRITER; i++) {
      Labels labels =
          Labels.of(
              Labels.METRIC_NAME, "known", "writer", "" + writer, "series", String.valueOf(i));
      request.addTimeseries(RemoteWriteClient.series(labels, startMs + step, (double) step));
    }
    return request.build();
  }

  /** Each series holds every acknowledged step of its writer, and none that was never sent. */
  private long assertAllThere(QueryClient client) {
    long found = 0;
    for (int writer = 0; writer < WRITERS; writer++) {
      long sentSteps = sent.getOrDefault(writer, -1L);
      if (sentSteps < 0) {
        continue;
      }
      QueryClient.Answer answer =
          client.instant("known{writer=\"" + writer + "\"}[3h]", startMs + sentSteps + 1);
      assertThat(answer.result().size())
          .as("series of writer %d", writer)
          .isEqualTo(SERIES_A_WRITER);
      for (JsonNode series : answer.result()) {
        found += assertSteps(series.path("values"), writer, sentSteps);
      }
    }
    return found;
  }

  private long assertSteps(JsonNode values, int writer, long sentSteps) {
    boolean[] there = new boolean[Math.toIntExact(sentSteps + 1)];
    for (JsonNode sample : values) {
      long step = Math.round(sample.get(0).asDouble() * 1000) - startMs;
      assertThat(step).as("step that was sent").isBetween(0L, sentSteps);
      assertThat(sample.get(1).asText()).isEqualTo(Long.toString(step));
      there[(int) step] = true;
    }
    for (long step : acknowledged.getOrDefault(writer, Set.of())) {
      assertThat(there[(int) step]).as("writer %d, acknowledged step %d", writer, step).isTrue();
    }
    return values.size();
  }
}
