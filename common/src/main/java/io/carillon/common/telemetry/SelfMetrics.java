package io.carillon.common.telemetry;

import io.carillon.common.column.SampleColumn;
import io.carillon.common.labels.Labels;
import io.carillon.common.labels.LabelsBuilder;
import io.carillon.common.store.MetricMetadata;
import io.carillon.common.store.SeriesSamples;
import io.carillon.common.time.MonotonicClock;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.util.ArrayList;
import java.util.List;

/**
 * Scrapes a registry into series, with the names and labels that a Prometheus would store after
 * scraping {@code /metrics} in the text format. Thread-safe.
 */
public final class SelfMetrics {
  private static final String JOB = "carillon";
  private static final double NANOS_PER_SECOND = 1e9;

  private final PrometheusRegistry registry;
  private final String instance;
  private final MonotonicClock clock;

  /**
   * @param instance value of the label {@code instance}: the address of the HTTP API
   */
  public SelfMetrics(PrometheusRegistry registry, String instance, MonotonicClock clock) {
    this.registry = registry;
    this.instance = instance;
    this.clock = clock;
  }

  /** All series now, with {@code up}, {@code scrape_duration_seconds} and the count of samples. */
  public SelfScrape scrape(long timestampMs) {
    long startNanos = clock.nanoTime();
    MetricSnapshots snapshots = registry.scrape();
    List<SeriesSamples> series = new ArrayList<>();
    List<MetricMetadata> metadata = new ArrayList<>();
    SnapshotSamples samples =
        new SnapshotSamples(
            (name, labels, value) -> series.add(sample(name, labels, timestampMs, value)));
    snapshots.forEach(snapshot -> metadata.add(samples.add(snapshot)));
    int scraped = series.size();
    double seconds = (clock.nanoTime() - startNanos) / NANOS_PER_SECOND;
    series.add(sample("up", List.of(), timestampMs, 1));
    series.add(sample("scrape_duration_seconds", List.of(), timestampMs, seconds));
    series.add(sample("scrape_samples_scraped", List.of(), timestampMs, scraped));
    return new SelfScrape(series, metadata);
  }

  private SeriesSamples sample(
      String name, List<String> namesAndValues, long timestampMs, double value) {
    LabelsBuilder labels = new LabelsBuilder();
    for (int i = 0; i < namesAndValues.size(); i += 2) {
      labels.set(namesAndValues.get(i), namesAndValues.get(i + 1));
    }
    labels.set(Labels.METRIC_NAME, name).set("job", JOB).set("instance", instance);
    return new SeriesSamples(
        labels.build(), SampleColumn.floats(new long[] {timestampMs}, new double[] {value}));
  }
}
