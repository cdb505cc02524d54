package io.carillon.deploy.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.carillon.deploy.bench.RemoteWriteClient;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * One node under a load of known samples is killed with -9 at random moments, some of them while it
 * still starts. After each restart every acknowledged sample is answered, to the last bit, and none
 * that was never sent. Rounds by the property {@code carillon.test.kill.rounds}, 5 by default; the
 * seed by {@code e2e.seed}.
 */
final class KilledAtRandomIT {
  private static final int ROUNDS = Integer.getInteger("carillon.test.kill.rounds", 5);
  private static final long SEED = Long.getLong("e2e.seed", System.nanoTime());
  private static final int WRITERS = 8;

  @TempDir Path folder;

  private final Random random = new Random(SEED);
  private final List<KnownSamples> writers =
      IntStream.range(0, WRITERS)
          .mapToObj(
              w -> new KnownSamples(w, System.currentTimeMillis() - Duration.ofHours(2).toMillis()))
          .toList();

  @Test
  void everyAcknowledgedSampleSurvives() throws Exception {
    System.out.println("seed " + SEED + ", rounds " + ROUNDS);
    int port = Ports.block(1);
    List<Integer> checked = sentSteps();
    for (int round = 0; round < ROUNDS; round++) {
      if (round % 3 == 1) {
        killWhileItStarts(port);
      }
      try (RunningProcess node = CarillonNodes.single(folder, port)) {
        // What the last kill may have cost; all of it is compared at the end.
        var _ = assertAllThere(port, checked);
        checked = sentSteps();
        writeUntilKilled(node, port, 300 + random.nextInt(1500));
      }
    }
    try (RunningProcess node = CarillonNodes.single(folder, port)) {
      long samples = assertAllThere(port, writers.stream().map(_ -> 0).toList());
      assertThat(node.isAlive()).isTrue();
      assertThat(samples).isGreaterThan((long) ROUNDS * WRITERS * KnownSamples.SERIES);
      System.out.println("acknowledged samples found again: " + samples);
    }
  }

  private List<Integer> sentSteps() {
    return writers.stream().map(KnownSamples::sent).toList();
  }

  private long assertAllThere(int port, List<Integer> fromSteps) {
    QueryClient client = QueryClient.ofPort(port);
    return IntStream.range(0, WRITERS)
        .mapToLong(w -> writers.get(w).assertAllThere(client, fromSteps.get(w)))
        .sum();
  }

  private void killWhileItStarts(int port) {
    try (RunningProcess node = CarillonNodes.begin(folder, port)) {
      awaitMoment(100 + random.nextInt(1500), () -> true);
      node.kill();
    }
  }

  private void writeUntilKilled(RunningProcess node, int port, long afterMs) {
    AtomicBoolean stop = new AtomicBoolean();
    AtomicLong acks = new AtomicLong();
    try (RemoteWriteClient client = new RemoteWriteClient("http://127.0.0.1:" + port);
        ExecutorService threads = Executors.newFixedThreadPool(WRITERS)) {
      for (KnownSamples writer : writers) {
        var _ = threads.submit(() -> write(client, writer, stop, acks));
      }
      awaitMoment(afterMs, () -> acks.get() > 0);
      node.kill();
      stop.set(true);
    }
  }

  private interface Condition {
    boolean holds();
  }

  private static void awaitMoment(long afterMs, Condition condition) {
    long at = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(afterMs);
    await("the moment to kill")
        .atMost(Duration.ofSeconds(30))
        .pollDelay(Duration.ZERO)
        .pollInterval(Duration.ofMillis(5))
        .until(() -> System.nanoTime() > at && condition.holds());
  }

  private static Void write(
      RemoteWriteClient client, KnownSamples writer, AtomicBoolean stop, AtomicLong acks)
      throws InterruptedException {
    while (!stop.get()) {
      int step = writer.nextStep();
      try {
        if (client.send(writer.batch(step)).statusCode() / 100 == 2) {
          writer.acknowledge(step);
          acks.incrementAndGet();
        }
      } catch (IOException _) {
        return null; // The node is gone.
      }
    }
    return null;
  }
}
