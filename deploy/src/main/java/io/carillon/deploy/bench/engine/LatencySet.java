package io.carillon.deploy.bench.engine;

import io.carillon.deploy.bench.BenchQuery;
import io.carillon.deploy.bench.HttpLoad;
import io.carillon.deploy.bench.QueryTarget;
import io.carillon.deploy.bench.RangeQueryClient;
import io.carillon.deploy.bench.RemoteWriteClient;
import io.carillon.deploy.bench.ServerUnderTest;
import io.carillon.deploy.bench.data.Jitter;
import io.carillon.deploy.bench.data.ScrapeClock;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** How long queries take while nothing else runs, and while the server seals and merges. */
final class LatencySet {
  private static final String QUERY = "sum by (mode) (rate(node_cpu_seconds_total[5m]))";
  private static final int STEPS = 60;
  private static final long STEP_MS = 30_000;
  private static final int WARM_UP_QUERIES = 200;
  private static final int QUERIES = 300;
  private static final int ROUNDS = 5;

  private final ServerUnderTest server;
  private final LoadSizes sizes;
  private final ScrapeClock clock;

  LatencySet(ServerUnderTest server, LoadSizes sizes) {
    this.server = server;
    this.sizes = sizes;
    clock = sizes.clock(Jitter.TARGET);
  }

  /** Loads round by round, and asks before and during each flush. */
  List<Measured> measure() throws IOException, InterruptedException {
    List<Double> idle = new ArrayList<>();
    List<Double> busy = new ArrayList<>();
    HttpLoad load = LoadSizes.httpLoad(sizes.measuredSeries(), clock);
    int perRound = sizes.scrapes() / ROUNDS;
    try (RemoteWriteClient client = new RemoteWriteClient(server.url());
        RangeQueryClient queries = new RangeQueryClient();
        ExecutorService thread = Executors.newSingleThreadExecutor()) {
      for (int round = 0; round < ROUNDS; round++) {
        load.run(client, round * perRound, (round + 1) * perRound);
        long endMs = clock.startMs() + (round + 1L) * perRound * clock.intervalMs();
        if (round == 0) {
          ask(queries, endMs, WARM_UP_QUERIES);
        }
        idle.addAll(ask(queries, endMs, QUERIES / ROUNDS));
        CompletableFuture<Void> flush = CompletableFuture.runAsync(this::flush, thread);
        do {
          busy.addAll(ask(queries, endMs, 1));
        } while (!flush.isDone());
        flush.join();
      }
    }
    return figures(idle, busy);
  }

  private List<Measured> figures(List<Double> idle, List<Double> busy) {
    double idleP99 = Medians.quantile(idle, 0.99);
    double busyP99 = Medians.quantile(busy, 0.99);
    return List.of(
        new Measured(Figure.QUERY_P50, server.name(), Medians.of(idle)),
        new Measured(Figure.QUERY_P99, server.name(), idleP99),
        new Measured(Figure.BUSY_P50, server.name(), Medians.of(busy)),
        new Measured(Figure.BUSY_P99, server.name(), busyP99),
        new Measured(Figure.BUSY_RATIO, server.name(), busyP99 / idleP99));
  }

  private List<Double> ask(RangeQueryClient queries, long endMs, int count)
      throws IOException, InterruptedException {
    QueryTarget target = new QueryTarget(server.name(), server.url());
    List<Double> millis = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      RangeQueryClient.Answer answer =
          queries.ask(target, BenchQuery.until(QUERY, endMs, STEPS, STEP_MS));
      if (!answer.isOk()) {
        throw new IOException(answer.text());
      }
      millis.add(answer.nanos() / 1e6);
    }
    return millis;
  }

  private void flush() {
    try {
      ServerFlush.flushAndMerge(server);
    } catch (IOException | InterruptedException e) {
      throw new CompletionException(e);
    }
  }
}
