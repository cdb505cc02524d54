package io.carillon.deploy.bench;

import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** Asks one server queries again and again, and takes the time. */
final class QueryTimer {
  private static final int MIN_WARM_UP_ROUNDS = 5;
  private static final long IDLE_PAUSE_MS = 1_000;
  private static final int MAX_IDLE_PAUSES = 120;
  private static final double IDLE_CPU_SHARE = 0.05;
  private static final String CPU_SECONDS = "process_cpu_seconds_total";

  private final RangeQueryClient client;
  private final int runs;

  /**
   * A timer.
   *
   * @param runs of each query that count
   */
  QueryTimer(RangeQueryClient client, int runs) {
    this.client = client;
    this.runs = runs;
  }

  /**
   * What one query took at one server.
   *
   * @param ms median over the runs, at the client
   * @param cpuMs CPU time of the server, the mean over the runs
   * @param answer the last one
   */
  record Timing(double ms, double cpuMs, RangeQueryClient.Answer answer) {}

  /** Waits until the server has nothing left to do in the background, or two minutes. */
  void awaitIdle(QueryTarget server) throws IOException, InterruptedException {
    double before = client.ownMetric(server, CPU_SECONDS);
    for (int pause = 0; pause < MAX_IDLE_PAUSES; pause++) {
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(IDLE_PAUSE_MS));
      double after = client.ownMetric(server, CPU_SECONDS);
      if ((after - before) * 1000 < IDLE_CPU_SHARE * IDLE_PAUSE_MS) {
        return;
      }
      before = after;
    }
  }

  /** Asks all queries in turn, at least five times and at least so long. */
  void warmUp(QueryTarget server, List<BenchQuery> queries, long minMs)
      throws IOException, InterruptedException {
    long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(minMs);
    for (int round = 0; round < MIN_WARM_UP_ROUNDS || System.nanoTime() < end; round++) {
      for (BenchQuery query : queries) {
        client.ask(server, query);
      }
    }
  }

  /** Asks one query; an error of the server is an answer. */
  Timing measure(QueryTarget server, BenchQuery query) throws IOException, InterruptedException {
    RangeQueryClient.Answer answer = client.ask(server, query);
    double[] ms = new double[runs];
    double cpuBefore = client.ownMetric(server, CPU_SECONDS);
    for (int run = 0; run < runs && answer.isOk(); run++) {
      answer = client.ask(server, query);
      ms[run] = answer.nanos() / 1e6;
    }
    double cpuMs = (client.ownMetric(server, CPU_SECONDS) - cpuBefore) * 1000 / runs;
    Arrays.sort(ms);
    return new Timing(answer.isOk() ? ms[runs / 2] : Double.NaN, cpuMs, answer);
  }
}
