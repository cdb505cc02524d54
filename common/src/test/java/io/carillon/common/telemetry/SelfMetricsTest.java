package io.carillon.common.telemetry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.carillon.common.labels.Labels;
import io.carillon.common.store.MetricMetadata;
import io.carillon.common.store.SeriesSamples;
import io.carillon.common.time.MonotonicClock;
import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.core.metrics.Gauge;
import io.prometheus.metrics.core.metrics.Histogram;
import io.prometheus.metrics.core.metrics.Info;
import io.prometheus.metrics.core.metrics.StateSet;
import io.prometheus.metrics.core.metrics.Summary;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class SelfMetricsTest {
  private static final long NOW_MS = 1_700_000_000_000L;

  private final PrometheusRegistry registry = new PrometheusRegistry();
  private final SelfMetrics metrics =
      new SelfMetrics(registry, "127.0.0.1:9201", MonotonicClock.system());

  private Map<String, Double> values() {
    return metrics.scrape(NOW_MS).series().stream()
        .collect(Collectors.toMap(SelfMetricsTest::name, s -> s.samples().values()[0]));
  }

  /** The series without job and instance. */
  private static String name(SeriesSamples series) {
    Labels labels = series.labels();
    assertThat(labels.get("job")).isEqualTo("carillon");
    assertThat(labels.get("instance")).isEqualTo("127.0.0.1:9201");
    assertThat(series.samples().timestampsMs()).containsExactly(NOW_MS);
    Labels rest = labels.toBuilder().remove("__name__").remove("job").remove("instance").build();
    return labels.metricName() + rest;
  }

  @Test
  void namesSeriesAsTheTextFormatDoes() {
    Counter.builder().name("a_total").labelNames("l").register(registry).labelValues("v").inc(3);
    Gauge.builder().name("g").register(registry).set(-0.5);
    Histogram histogram =
        Histogram.builder().name("h").classicUpperBounds(0.1, 1, 1e7).register(registry);
    histogram.observe(0.5);
    histogram.observe(5);
    Summary.builder().name("s").quantile(0.5).register(registry).observe(2);
    StateSet.builder().name("st").states("x", "y").register(registry).setTrue("x");
    Info.builder().name("i_info").labelNames("v").register(registry).setLabelValues("1");
    Map<String, Double> values = values();
    assertThat(values.remove("scrape_duration_seconds{}")).isBetween(0.0, 10.0);
    assertThat(values)
        .containsExactlyInAnyOrderEntriesOf(
            Map.ofEntries(
                Map.entry("a_total{l=\"v\"}", 3.0),
                Map.entry("g{}", -0.5),
                Map.entry("h_bucket{le=\"0.1\"}", 0.0),
                Map.entry("h_bucket{le=\"1.0\"}", 1.0),
                Map.entry("h_bucket{le=\"1e+07\"}", 2.0),
                Map.entry("h_bucket{le=\"+Inf\"}", 2.0),
                Map.entry("h_count{}", 2.0),
                Map.entry("h_sum{}", 5.5),
                Map.entry("s{quantile=\"0.5\"}", 2.0),
                Map.entry("s_count{}", 1.0),
                Map.entry("s_sum{}", 2.0),
                Map.entry("st{st=\"x\"}", 1.0),
                Map.entry("st{st=\"y\"}", 0.0),
                Map.entry("i_info{v=\"1\"}", 1.0),
                Map.entry("up{}", 1.0),
                Map.entry("scrape_samples_scraped{}", 14.0)));
  }

  @Test
  void tellsTypesAndHelp() {
    Counter.builder().name("a_total").help("All of a.").register(registry);
    Histogram.builder().name("h").help("H.").register(registry);
    assertThat(metrics.scrape(NOW_MS).metadata())
        .contains(
            new MetricMetadata("a_total", "counter", "All of a.", ""),
            new MetricMetadata("h", "histogram", "H.", ""));
  }

  @Test
  void exposesProcessAndJvm() {
    ProcessMetrics.register(registry, "1.2");
    assertThat(values().keySet())
        .anyMatch(name -> name.startsWith("jvm_memory_used_bytes"))
        .anyMatch(name -> name.startsWith("process_cpu_seconds_total"))
        .anyMatch(
            name -> name.startsWith("carillon_build_info") && name.contains("version=\"1.2\""));
  }

  @ParameterizedTest
  @CsvSource({
    "1,1.0", "0.25,0.25", "0,0.0", "100000,100000.0", "1000000,1e+06", "1048576,1.048576e+06",
    "0.0001,0.0001", "0.00001,1e-05", "-2,-2.0", "1e100,1e+100", "Infinity,+Inf", "-Infinity,-Inf",
  })
  void formatsBoundsAsPrometheusStoresThem(double value, String text) {
    assertThat(OpenMetricsFloat.format(value)).isEqualTo(text);
  }

  @Test
  void loopGoesOnAfterErrors() {
    List<SelfScrape> stored = new CopyOnWriteArrayList<>();
    AtomicInteger calls = new AtomicInteger();
    InstantSource wallClock = InstantSource.fixed(Instant.ofEpochMilli(NOW_MS));
    try (SelfMetricsLoop loop =
        new SelfMetricsLoop(
            metrics,
            scrape -> {
              if (calls.incrementAndGet() % 2 == 0) {
                throw new IllegalStateException("no ring yet");
              }
              stored.add(scrape);
            },
            wallClock,
            Duration.ofMillis(5))) {
      loop.start();
      await().until(() -> stored.size() >= 3);
    }
    int atClose = calls.get();
    await().during(Duration.ofMillis(50)).until(() -> calls.get() == atClose);
    assertThat(stored.getFirst().series()).anyMatch(s -> s.labels().metricName().equals("up"));
  }
}
