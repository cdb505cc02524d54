package io.carillon.querier.exec;

import static org.assertj.core.api.Assertions.assertThat;

import io.carillon.common.column.SampleColumn;
import io.carillon.common.labels.Labels;
import io.carillon.common.store.SelectRequest;
import io.carillon.common.store.SelectedSeries;
import io.carillon.common.store.SeriesStream;
import io.carillon.common.store.Trailer;
import io.carillon.common.tenant.TenantId;
import io.carillon.querier.select.SelectOnlySource;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class SharedSelectsTest {
  private static final int SERIES = 20;
  private static final int SAMPLES = 100;

  /** What the samples of all series take when they are kept. */
  private static final long KEPT_BYTES = SERIES * (256L + 16 * SAMPLES);

  private int selects;

  /** The same series whatever is asked for. */
  private final SelectOnlySource source =
      request -> {
        selects++;
        return stream(request);
      };

  private static SeriesStream stream(SelectRequest request) {
    long[] timesMs = new long[SAMPLES];
    double[] values = new double[SAMPLES];
    Arrays.setAll(timesMs, i -> i * 1000L);
    Arrays.setAll(values, i -> i);
    Iterator<SelectedSeries> series =
        IntStream.range(0, SERIES)
            .mapToObj(i -> Labels.of("__name__", "x", "i", "s" + (char) ('a' + i)))
            .map(
                labels ->
                    SelectedSeries.of(
                        labels,
                        SampleColumn.floats(timesMs, values)
                            .slice(request.minMs(), request.maxMs())))
            .iterator();
    return new SeriesStream() {
      @Override
      public @Nullable SelectedSeries next() {
        return series.hasNext() ? series.next() : null;
      }

      @Override
      public Trailer trailer() {
        return new Trailer("", 0, 0, List.of(), null);
      }

      @Override
      public void close() {}
    };
  }

  private double ask(String text, long budgetBytes) {
    selects = 0;
    EngineConfig config = new EngineConfig(300_000, 120_000, 1_000_000, budgetBytes, 60_000, false);
    QueryValue value =
        new PromqlEngine(source, config, () -> 0, new PrometheusRegistry())
            .execute(new Query(TenantId.ANONYMOUS, text, 99_000, 99_000, 0, 0, 0))
            .value();
    return ((QueryValue.Vector) value).elements().getFirst().value();
  }

  @Test
  void shouldReadASelectorOnce() {
    assertThat(ask("sum(x) + sum(x)", 1 << 20)).isEqualTo(99.0 * SERIES * 2);
    assertThat(selects).isEqualTo(1);
    assertThat(ask("sum(count_over_time(x[10s])) + sum(x)", 1 << 20))
        .isEqualTo((10 + 99.0) * SERIES);
    assertThat(selects).as("the second reaches back further than what was kept").isEqualTo(2);
  }

  @Test
  void shouldReadAgainWhatIsTooLargeToKeep() {
    // A quarter may be kept, into which one byte is missing.
    long budgetBytes = 4 * KEPT_BYTES - 4;
    assertThat(ask("sum(x) + sum(x)", budgetBytes)).isEqualTo(99.0 * SERIES * 2);
    assertThat(selects).isEqualTo(2);
    assertThat(ask("sum(x) + sum(x)", 4 * KEPT_BYTES)).isEqualTo(99.0 * SERIES * 2);
    assertThat(selects).isEqualTo(1);
  }
}
