package io.carillon.ingester.exemplar;

import io.prometheus.metrics.core.datapoints.CounterDataPoint;
import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.core.metrics.GaugeWithCallback;
import io.prometheus.metrics.model.registry.PrometheusRegistry;

/** What is told about exemplars. Thread-safe. */
public final class ExemplarMetrics {
  private final PrometheusRegistry registry;
  private final CounterDataPoint tenantFull;
  private final CounterDataPoint memoryFull;
  private final CounterDataPoint sectionFull;

  public ExemplarMetrics(PrometheusRegistry registry) {
    this.registry = registry;
    Counter dropped =
        Counter.builder()
            .name("carillon_ingester_exemplars_dropped_total")
            .help("Exemplars that were dropped since there were too many, by the limit.")
            .labelNames("reason")
            .register(registry);
    tenantFull = dropped.labelValues("tenant_full");
    memoryFull = dropped.labelValues("memory_full");
    sectionFull = dropped.labelValues("section_full");
  }

  void observe(ExemplarStore store) {
    GaugeWithCallback.builder()
        .name("carillon_ingester_unsealed_exemplars")
        .help("Exemplars that are not sealed.")
        .callback(callback -> callback.call((double) store.count()))
        .register(registry);
    GaugeWithCallback.builder()
        .name("carillon_ingester_unsealed_exemplars_size_bytes")
        .help("Memory of the exemplars that are not sealed, roughly.")
        .callback(callback -> callback.call((double) store.sizeBytes()))
        .register(registry);
  }

  void tenantFull() {
    tenantFull.inc();
  }

  void memoryFull() {
    memoryFull.inc();
  }

  void sectionFull(long exemplars) {
    sectionFull.inc(exemplars);
  }
}
