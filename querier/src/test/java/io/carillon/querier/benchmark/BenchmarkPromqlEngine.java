package io.carillon.querier.benchmark;

import io.carillon.common.tenant.TenantId;
import io.carillon.common.time.MonotonicClock;
import io.carillon.querier.exec.EngineConfig;
import io.carillon.querier.exec.PromqlEngine;
import io.carillon.querier.exec.Query;
import io.carillon.querier.exec.QueryEngine;
import io.carillon.querier.exec.QueryResult;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** Range queries of dashboards, 720 steps of 30 s, on one thread. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 1)
public class BenchmarkPromqlEngine {
  private static final long STEP_MS = 30_000;
  private static final int STEPS = 720;

  /** PromQL. */
  @Param({
    "sum by (mode) (rate(node_cpu_seconds_total[5m]))",
    "avg_over_time(node_load1[1h])",
    "topk(5, sum by (instance) (rate(node_network_receive_bytes_total[5m])))",
    "node_memory_MemAvailable_bytes / node_memory_MemTotal_bytes",
    "count by (__name__) ({__name__=~\"node_.+_total\"})",
    "max_over_time(rate(node_disk_io_time_seconds_total[5m])[30m:1m])",
    "sum by (instance) (increase(node_context_switches_total[1h]))",
    "1 - avg by (instance) (rate(node_cpu_seconds_total{mode=\"idle\"}[5m]))",
    "quantile_over_time(0.95, node_load5[30m])",
    "node_filesystem_avail_bytes{fstype!~\"tmpfs|overlay\"} and node_filesystem_size_bytes > 0",
    "sum({__name__=~\"node_.+\"})"
  })
  public String query = "";

  private final QueryEngine engine =
      new PromqlEngine(
          new NodeColumns(),
          EngineConfig.DEFAULT,
          MonotonicClock.system(),
          new PrometheusRegistry());

  /** Parses, plans and evaluates. */
  @Benchmark
  public QueryResult evaluate() {
    long startMs = NodeColumns.START_MS + 7_783;
    long endMs = startMs + (STEPS - 1) * STEP_MS;
    return engine.execute(new Query(TenantId.ANONYMOUS, query, startMs, endMs, STEP_MS, 0, 0));
  }
}
