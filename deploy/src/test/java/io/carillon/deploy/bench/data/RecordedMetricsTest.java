package io.carillon.deploy.bench.data;

import static org.assertj.core.api.Assertions.assertThat;

import io.carillon.common.labels.Labels;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.DoubleStream;
import org.junit.jupiter.api.Test;

final class RecordedMetricsTest {
  private static final int SCRAPES = 100;

  private final Recording recording = Recording.ofNodeExporter();
  private final RecordedMetrics metrics =
      new RecordedMetrics(recording, 2 * recording.size(), "node", 3);

  @Test
  void aRecordingIsReadAsItWasWritten() throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    Recording.write(
        Map.of("a{b=\"x\\\"}y\",c=\"1, 2\"}", List.of("1", "1", "1.5e+06", "NaN", "NaN")), out);
    Recording read = Recording.read(new ByteArrayInputStream(out.toByteArray()));
    assertThat(read.size()).isEqualTo(1);
    assertThat(read.labels(0)).isEqualTo(Labels.of("__name__", "a", "b", "x\"}y", "c", "1, 2"));
    assertThat(read.values(0)).containsExactly(1, 1, 1.5e6, Double.NaN, Double.NaN);
  }

  @Test
  void metricsWithoutLabelsOrWithEmptyBracesAreRead() {
    assertThat(Recording.parse("up")).isEqualTo(Labels.of("__name__", "up"));
    assertThat(Recording.parse("up{}")).isEqualTo(Labels.of("__name__", "up"));
  }

  @Test
  void theUnitIsTheCoarsestThatIsExact() {
    assertThat(numbers(8192, 4096, 0)).containsExactly(2, 1, 0);
    assertThat(numbers(7, 9)).containsExactly(7, 9);
    assertThat(numbers(0.25, 1.5)).containsExactly(25, 150);
    assertThat(numbers(126_849 * 0.001, 128_703 * 0.001)).containsExactly(126_849, 128_703);
    assertThat(RecordedValues.of(new double[] {Math.PI, Math.E})).isNull();
  }

  @Test
  void whatIsConstantStaysSoAndCountersRise() {
    for (int i = 0; i < metrics.size(); i++) {
      double[] recorded = recording.values(i % recording.size());
      RecordedValues values = RecordedValues.of(recorded);
      boolean isConstant = DoubleStream.of(recorded).distinct().count() == 1;
      for (int scrape = 1; scrape < SCRAPES; scrape++) {
        double value = metrics.value(i, scrape);
        if (isConstant) {
          assertThat(value).as(metrics.labels(i).toString()).isEqualTo(recorded[0]);
        } else if (values != null && values.isCounter()) {
          assertThat(value)
              .as(metrics.labels(i).toString())
              .isGreaterThanOrEqualTo(metrics.value(i, scrape - 1));
        }
      }
    }
  }

  @Test
  void instancesDifferInLabelsAndInValues() {
    int busy = busySeries();
    int other = busy + recording.size();
    assertThat(metrics.labels(busy)).isNotEqualTo(metrics.labels(other));
    assertThat(metrics.target(busy)).isZero();
    assertThat(metrics.target(other)).isEqualTo(1);
    assertThat(metrics.value(busy, SCRAPES)).isNotEqualTo(metrics.value(other, SCRAPES));
  }

  private int busySeries() {
    for (int i = 0; i < recording.size(); i++) {
      if (recording.labels(i).metricName().equals("node_context_switches_total")) {
        return i;
      }
    }
    throw new AssertionError("no such metric");
  }

  private static long[] numbers(double... recorded) {
    RecordedValues values = Objects.requireNonNull(RecordedValues.of(recorded));
    long[] numbers = new long[recorded.length];
    for (int i = 0; i < numbers.length; i++) {
      numbers[i] = values.number(i);
      assertThat(values.value(numbers[i])).isEqualTo(recorded[i]);
    }
    return numbers;
  }
}
