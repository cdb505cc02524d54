package io.carillon.ingester.service;

import io.carillon.common.time.MonotonicClock;
import io.carillon.ingester.file.FileStore;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.time.InstantSource;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;

/**
 * What an ingester needs of the world, so that tests can own it.
 *
 * @param files the disk
 * @param wallClock for retention only
 * @param clock for durations
 * @param random salts of log segments; used by one thread at a time
 * @param registry takes the ingester's metrics
 * @param fatal told once, on a thread of the ingester, when the log or the series file has failed
 *     and the process must end; must not block
 */
public record IngesterEnvironment(
    FileStore files,
    InstantSource wallClock,
    MonotonicClock clock,
    RandomGenerator random,
    PrometheusRegistry registry,
    Consumer<Throwable> fatal) {}
