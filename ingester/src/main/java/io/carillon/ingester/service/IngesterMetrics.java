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
  private final Counter refusedSamples;
  private final Counter pushes;
  private final CounterDataPoint durablePushes;
  private final Counter rejectedSeries;
  private final Counter sealFailures;
  private final Gauge replaySeconds;

  IngesterMetrics(PrometheusRegistry registry) {
    this.registry = registry;
    appendedSamples =
        counter("carillon_ingester_appended_samples_total", "Samples that became durable.");
    refusedSamples =
        Counter.builder()
            .name("carillon_ingester_refused_samples_total")
            .help("Samples that were not acknowledged, by the reason that was given.")
            .labelNames("reason")
            .register(registry);
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

  /**
   * A batch that is not acknowledged.
   *
   * @param samples of it, but for those of series that were rejected one by one
   */
  void refused(ErrorCode code, long samples) {
    pushes.labelValues(name(code)).inc();
    refusedSamples(code, samples);
  }

  /** A batch that belongs to others. */
  void moved(long samples) {
    pushes.labelValues("moved").inc();
    refusedSamples.labelValues("moved").inc(samples);
  }

  void refusedSamples(ErrorCode code, long samples) {
    refusedSamples.labelValues(name(code)).inc(samples);
  }

  private static String name(ErrorCode code) {
    return code.name().toLowerCase(Locale.ROOT);
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
