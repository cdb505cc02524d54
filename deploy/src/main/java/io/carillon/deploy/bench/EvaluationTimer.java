package io.carillon.deploy.bench;

import io.carillon.common.tenant.TenantId;
import io.carillon.common.time.MonotonicClock;
import io.carillon.querier.exec.EngineConfig;
import io.carillon.querier.exec.PromqlEngine;
import io.carillon.querier.exec.Query;
import io.carillon.querier.exec.QueryEngine;
import io.carillon.querier.exec.QueryWorkers;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Times the query engine alone, in this process, over columns in memory. */
final class EvaluationTimer implements AutoCloseable {
  private final QueryWorkers workers = new QueryWorkers(Runtime.getRuntime().availableProcessors());
  private final QueryEngine engine;
  private final Runs runs;

  EvaluationTimer(List<QuerySet> sets, Runs runs) {
    this.runs = runs;
    engine =
        new PromqlEngine(
            new ColumnSource(sets),
            EngineConfig.DEFAULT,
            MonotonicClock.system(),
            new PrometheusRegistry(),
            workers);
  }

  /** Evaluates all queries in turn, once and at least so long. */
  void warmUp(List<BenchQuery> queries, long minMs) {
    long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(minMs);
    do {
      queries.forEach(this::evaluate);
    } while (System.nanoTime() < end);
  }

  /** What stands for the runs, in milliseconds. */
  double measureMs(BenchQuery query) {
    List<Double> ms = new ArrayList<>();
    for (int run = 0; run < runs.count(); run++) {
      ms.add(evaluate(query) / 1e6);
    }
    return runs.result(ms);
  }

  private long evaluate(BenchQuery query) {
    long begin = System.nanoTime();
    var _ =
        engine.execute(
            new Query(
                TenantId.ANONYMOUS,
                query.text(),
                query.startMs(),
                query.endMs(),
                query.stepMs(),
                0,
                0));
    return System.nanoTime() - begin;
  }

  @Override
  public void close() {
    workers.close();
  }
}
