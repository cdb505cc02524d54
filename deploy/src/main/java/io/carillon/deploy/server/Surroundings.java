package io.carillon.deploy.server;

import io.carillon.common.telemetry.ProcessMetrics;
import io.carillon.common.time.MonotonicClock;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.random.RandomGenerator;

/**
 * What every part of a process gets from outside.
 *
 * @param version of this build
 * @param registry takes the metrics of all parts
 * @param wallClock the machine's
 * @param clock for durations
 * @param random for ids and salts
 */
record Surroundings(
    String version,
    PrometheusRegistry registry,
    InstantSource wallClock,
    MonotonicClock clock,
    RandomGenerator random) {
  /** Those of a real process. */
  static Surroundings ofProcess() {
    String version = Surroundings.class.getPackage().getImplementationVersion();
    String known = version == null ? "unknown" : version;
    PrometheusRegistry registry = new PrometheusRegistry();
    ProcessMetrics.register(registry, known);
    return new Surroundings(
        known, registry, InstantSource.system(), MonotonicClock.system(), new SecureRandom());
  }
}
