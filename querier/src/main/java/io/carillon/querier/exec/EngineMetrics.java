package io.carillon.querier.exec;

import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.core.metrics.Gauge;
import io.prometheus.metrics.core.metrics.Histogram;
import io.prometheus.metrics.model.registry.PrometheusRegistry;

/** What the engine tells about its queries. Thread-safe. */
final class EngineMetrics {
  private static final double NANOS_PER_SECOND = 1e9;

  private final Gauge running;
  private final Gauge waiting;
  private final Counter samplesRead;
  private final Histogram durations;

  EngineMetrics(PrometheusRegistry registry) {
    running =
        Gauge.builder()
            .name("carillon_querier_queries_running")
            .help("Queries that are being evaluated.")
            .register(registry);
    waiting =
        Gauge.builder()
            .name("carillon_querier_queries_waiting")
            .help("Queries that wait until fewer are being evaluated.")
            .register(registry);
    samplesRead =
        Counter.builder()
            .name("carillon_querier_samples_read_total")
            .help("Samples that queries read from storage.")
            .register(registry);
    durations =
        Histogram.builder()
            .name("carillon_querier_query_duration_seconds")
            .help("Time to answer a query, by outcome: success or the error's type.")
            .labelNames("outcome")
            .register(registry);
  }

  void waits() {
    waiting.inc();
  }

  void waitsNoMore() {
    waiting.dec();
  }

  void started() {
    running.inc();
  }

  void stopped() {
    running.dec();
  }

  void read(long samples) {
    samplesRead.inc(samples);
  }

  void ended(String outcome, long nanos) {
    durations.labelValues(outcome).observe(nanos / NANOS_PER_SECOND);
  }
}
