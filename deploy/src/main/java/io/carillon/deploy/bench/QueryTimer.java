package io.carillon.deploy.bench;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** Asks servers queries again and again, and takes the time. */
final class QueryTimer {
  private static final int MIN_WARM_UP_ROUNDS = 5;
  private static final long IDLE_PAUSE_MS = 1_000;
  private static final int MAX_IDLE_PAUSES = 120;
  private static final double IDLE_CPU_SHARE = 0.05;
  private static final String CPU_SECONDS = "process_cpu_seconds_total";

  private final RangeQueryClient client;
  private final Runs runs;

  QueryTimer(RangeQueryClient client, Runs runs) {
    this.client = client;
    this.runs = runs;
  }

  /**
   * What one query took at one server.
   *
   * @param ms what stands for the runs, at the client; NaN after an error
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

  /** Asks one query, the servers in turn in each run. An error of a server is an answer. */
  Map<String, Timing> measure(List<QueryTarget> servers, BenchQuery query)
      throws IOException, InterruptedException {
    List<Measurement> measurements = new ArrayList<>();
    for (QueryTarget server : servers) {
      measurements.add(new Measurement(server, query));
    }
    for (int run = 0; run < runs.count(); run++) {
      for (Measurement measurement : measurements) {
        measurement.run();
      }
    }
    Map<String, Timing> timings = new LinkedHashMap<>();
    for (Measurement measurement : measurements) {
      timings.put(measurement.server.name(), measurement.timing());
    }
    return timings;
  }

  /** The runs of one query at one server; a first one, which does not count, wakes the server. */
  private final class Measurement {
    private final QueryTarget server;
    private final BenchQuery query;
    private final List<Double> ms = new ArrayList<>();
    private final double cpuBefore;
    private RangeQueryClient.Answer answer;

    Measurement(QueryTarget server, BenchQuery query) throws IOException, InterruptedException {
      this.server = server;
      this.query = query;
      answer = client.ask(server, query);
      cpuBefore = client.ownMetric(server, CPU_SECONDS);
    }

    void run() throws IOException, InterruptedException {
      if (answer.isOk()) {
        answer = client.ask(server, query);
        ms.add(answer.nanos() / 1e6);
      }
    }

    Timing timing() throws IOException, InterruptedException {
      double cpuMs = (client.ownMetric(server, CPU_SECONDS) - cpuBefore) * 1000 / runs.count();
      return new Timing(answer.isOk() ? runs.result(ms) : Double.NaN, cpuMs, answer);
    }
  }
}
