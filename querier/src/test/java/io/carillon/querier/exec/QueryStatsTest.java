package io.carillon.querier.exec;

import static org.assertj.core.api.Assertions.assertThat;

import io.carillon.common.column.StaleMarker;
import io.carillon.common.labels.Labels;
import io.carillon.common.tenant.TenantId;
import io.carillon.querier.budget.SelectorStats;
import io.carillon.querier.promqltest.MemorySource;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.util.Arrays;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The sums are what Prometheus 2.42 says to the same requests over the same samples. */
final class QueryStatsTest {
  private static final long SECOND_MS = 1000;

  /** An odd time, at which no window begins or ends on a sample. */
  private static final long END_MS = 1811 * SECOND_MS;

  private final MemorySource source = new MemorySource();
  private long nanos;

  @BeforeEach
  void load() {
    for (int i = 0; i <= 120; i++) {
      for (String job : new String[] {"a", "b", "c"}) {
        source.add(Labels.of("__name__", "x_total", "job", job), i * 30L * SECOND_MS, i * 10);
      }
    }
    for (int i = 0; i <= 40; i++) {
      source.add(Labels.of("__name__", "y"), (7 + i * 90L) * SECOND_MS, i);
    }
    for (int i = 0; i < 30; i++) {
      source.add(
          Labels.of("__name__", "g"),
          (3 + i * 60L) * SECOND_MS,
          i % 7 == 6 ? StaleMarker.VALUE : i);
    }
  }

  private QueryStats run(String text, long startMs, long stepMs) {
    EngineConfig byDefault = EngineConfig.DEFAULT;
    EngineConfig config =
        new EngineConfig(
            byDefault.lookbackMs(),
            byDefault.timeoutMs(),
            byDefault.limits(),
            byDefault.defaultSubqueryStepMs(),
            new EngineFeatures(false, true, true, true));
    return new PromqlEngine(source, config, () -> nanos++, new PrometheusRegistry())
        .execute(new Query(TenantId.ANONYMOUS, text, startMs, END_MS, stepMs, 0, 0))
        .stats();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "x_total; 3 3 3 3 3",
        "sum(x_total); 3 3 3 3 3",
        "timestamp(x_total); 3 3 3 3 3",
        "x_total * x_total; 6 6 6 6 6",
        "x_total + on() group_left y; 4 4 4 4 4",
        "sum(x_total @ 905); 3 3 3 3 3",
        "scalar(sum(x_total @ 905)); 3 3 3 3 3",
        "rate(x_total[5m]); 30 30 30 30 30",
        "rate(x_total[5m] @ 905); 30 30 30 30 30",
        "rate(x_total[5m]) + rate(x_total[10m]); 90 90 90 90 90",
        "rate(x_total[5m:1m]); 15 15 15 15 15",
        "max_over_time(rate(x_total[5m])[10m:1m]); 30 30 30 30 30",
        "max_over_time((x_total @ 905)[10m:1m]); 30 30 30 30 30",
        "time(); 0 0 0 0 0",
        "g; 1 1 0 1 1",
        "count_over_time(g[4m]); 4 3 3 4 2",
      })
  void shouldCountSamplesAtEachStep(String text, String expected) {
    QueryStats.Samples samples = run(text, 611 * SECOND_MS, 300 * SECOND_MS).samples();
    long[] byStep = Arrays.stream(expected.split(" ")).mapToLong(Long::parseLong).toArray();
    assertThat(samples.queryableByStep()).isEqualTo(byStep);
    assertThat(samples.queryable()).isEqualTo(Arrays.stream(byStep).sum());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "x_total; 3",
        "x_total[5m]; 30",
        "x_total[10m:1m]; 30",
        "rate(x_total[5m])[10m:1m]; 300",
        "max_over_time(x_total[10m:1m]); 30",
        "x_total[5m] @ 905; 30",
        "1; 0",
      })
  void shouldCountSamplesOfInstantQueries(String text, long expected) {
    assertThat(run(text, END_MS, 0).samples().queryableByStep()).containsExactly(expected);
  }

  @Test
  void shouldTellWhatEachSelectorCost() {
    QueryStats stats = run("sum(x_total{job=~\"a|b\"}) / ignoring(job) y", END_MS, 0);
    assertThat(stats.selectors())
        .extracting(SelectorStats.Snapshot::selector)
        .containsExactly("x_total{job=~\"a|b\"}", "y");
    SelectorStats.Snapshot first = stats.selectors().getFirst();
    assertThat(first.series()).isEqualTo(2);
    assertThat(first.samples()).isEqualTo(20);
    assertThat(first.frames()).isEqualTo(2);
    assertThat(first.sizeBytes()).isEqualTo(2 * ("__name__x_totaljoba".length() + 10 * 16L));
    assertThat(first.waitNanos()).isPositive();
    assertThat(stats.samples().read()).isEqualTo(24);
    assertThat(stats.samples().peak()).isPositive();
    assertThat(stats.peakBytes()).isPositive();
  }
}
