package io.carillon.common.telemetry;

import io.prometheus.metrics.core.metrics.Info;
import io.prometheus.metrics.instrumentation.jvm.JvmMetrics;
import io.prometheus.metrics.model.registry.PrometheusRegistry;

/**
 * Metrics that every process has: {@code jvm_*}, {@code process_*}, {@code carillon_build_info}.
 */
public final class ProcessMetrics {
  private ProcessMetrics() {}

  /** Registers them; once a registry. */
  public static void register(PrometheusRegistry registry, String version) {
    JvmMetrics.builder().register(registry);
    Info.builder()
        .name("carillon_build_info")
        .help("Which build this is.")
        .labelNames("version", "java")
        .register(registry)
        .setLabelValues(version, Runtime.version().toString());
  }
}
