package io.carillon.ingester.service;

import io.carillon.common.error.ErrorCode;
import io.prometheus.metrics.core.datapoints.CounterDataPoint;
import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.core.metrics.Gauge;
import io.prometheus.metrics.core.metrics.GaugeWithCallback;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.util.Locale;
import java.util.function.DoubleSupplier;

/** What an ingester counts about itself. Thread-safe. */
final class IngesterMetrics {
  private final PrometheusRegistry registry;
  private final Counter appendedSamples;
  private final Counter pushes;
  private final CounterDataPoint durablePushes;
  private final Counter rejectedSeries;
  private final Counter sealFailures;
  private final Gauge replaySeconds;

  IngesterMetrics(PrometheusRegistry registry) {
    this.registry = registry;
    appendedSamples =
        counter("carillon_ingester_appended_samples_total", "Samples that became durable.");
    pushes =
        Counter.builder()
            .name("carillon_ingester_pushes_total")
            .help("Batches by what became of them.")
            .labelNames("outcome")
            .register(registry);
    durablePushes = pushes.labelValues("durable");
    rejectedSeries =
        counter("carillon_ingester_rejected_series_total", "Series of batches that were refused.");
    sealFailures =
        counter(
            "carillon_ingester_maintenance_failures_total",
            "Seals, merges and deletions that failed and are tried again.");
    replaySeconds =
        Gauge.builder()
            .name("carillon_ingester_replay_duration_seconds")
            .help("Time that reading the log took at start.")
            .register(registry);
  }

  /** Registers what is asked for at each scrape. */
  void gauge(String name, String help, DoubleSupplier value) {
    GaugeWithCallback.builder()
        .name(name)
        .help(help)
        .callback(callback -> callback.call(value.getAsDouble()))
        .register(registry);
  }

  void durable(long samples, int rejections) {
    appendedSamples.inc(samples);
    durablePushes.inc();
    rejectedSeries.inc(rejections);
  }

  void refused(ErrorCode code) {
    pushes.labelValues(code.name().toLowerCase(Locale.ROOT)).inc();
  }

  void moved() {
    pushes.labelValues("moved").inc();
  }

  void maintenanceFailed() {
    sealFailures.inc();
  }

  void replayed(double seconds) {
    replaySeconds.set(seconds);
  }

  private Counter counter(String name, String help) {
    return Counter.builder().name(name).help(help).register(registry);
  }
}
