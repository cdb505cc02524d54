package io.carillon.ingester.service;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

/**
 * Random operations against a model, from seeds that a failure prints. More rounds: {@code
 * -Dcarillon.test.rounds=100000}, one seed again: {@code -Dcarillon.test.seed=7}.
 */
final class RandomOperationsTest {
  private static final int DEFAULT_ROUNDS = 1000;

  /** Rounds that run at a time. */
  private static final int THREADS = 2;

  private final RoundTotals totals = new RoundTotals();

  @Test
  void answersLikeTheModelOverSealsRestartsAndPowerCuts() throws Exception {
    long first = Long.getLong("carillon.test.seed", 1);
    boolean isOneSeed = System.getProperty("carillon.test.seed") != null;
    int rounds = isOneSeed ? 1 : Integer.getInteger("carillon.test.rounds", DEFAULT_ROUNDS);
    long startNs = System.nanoTime();
    try (ExecutorService threads = Executors.newFixedThreadPool(THREADS)) {
      List<Future<?>> running = new ArrayList<>();
      for (long seed = first; seed < first + rounds; seed++) {
        long each = seed;
        running.add(threads.submit(() -> run(each)));
      }
      awaitAll(running, threads);
    }
    System.out.printf(
        "%d random rounds in %.1f s: %s%n", rounds, (System.nanoTime() - startNs) / 1e9, totals);
    assertTotals(rounds);
  }

  private void run(long seed) {
    try {
      new RandomRound(seed, totals).run();
    } catch (RuntimeException | AssertionError e) {
      throw new AssertionError("seed " + seed + ": " + e.getMessage(), e);
    }
  }

  private static void awaitAll(List<Future<?>> running, ExecutorService threads) throws Exception {
    try {
      for (Future<?> round : running) {
        round.get();
      }
    } catch (ExecutionException e) {
      threads.shutdownNow();
      if (e.getCause() instanceof AssertionError error) {
        throw error;
      }
      throw e;
    }
  }

  private void assertTotals(int rounds) {
    assertAtLeast(Total.OPERATIONS, (long) RandomRound.STEPS * rounds);
    assertAtLeast(Total.SEALS, 2L * rounds);
    assertAtLeast(Total.MERGES, rounds);
    assertAtLeast(Total.EVICTED_SERIES, 10L * rounds);
    assertAtLeast(Total.CRASHES, rounds);
    assertAtLeast(Total.LATE_SAMPLES, 100L * rounds);
    assertAtLeast(Total.HISTOGRAMS, 100L * rounds);
    assertAtLeast(Total.QUERIES, 100L * rounds);
    assertAtLeast(Total.SAMPLES_COMPARED, 10_000L * rounds);
    assertAtLeast(Total.DISK_FULL, rounds / 2);
    assertAtLeast(Total.TORN_WRITES, rounds / 2);
    assertAtLeast(Total.EXEMPLARS, 50L * rounds);
    assertAtLeast(Total.DELETES, rounds);
  }

  private void assertAtLeast(Total total, long expected) {
    assertThat(totals.get(total)).as("%s", total).isGreaterThanOrEqualTo(expected);
  }
}
