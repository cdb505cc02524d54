package io.carillon.distributor.validate;

import static org.assertj.core.api.Assertions.assertThat;

import io.carillon.common.column.SampleColumn;
import io.carillon.common.labels.Labels;
import io.carillon.common.store.Exemplar;
import io.carillon.common.store.SeriesExemplars;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class ExemplarValidatorTest {
  private static final long NOW_MS = 1_700_000_000_000L;

  private final WriteValidator validator = new WriteValidator(ValidationLimits.DEFAULT, NOW_MS);

  @Test
  void sortsLabelsAndDropsEmptyValues() {
    add(exemplar(5, "trace_id", "1", "gone", "", "a", "2"));
    assertThat(validator.exemplars().kept())
        .containsExactly(
            new SeriesExemplars(
                Labels.of("__name__", "m"),
                List.of(new Exemplar(Labels.of("a", "2", "trace_id", "1"), 1, 5))));
  }

  @Test
  void refusesBadOnesAndKeepsTheirNeighbours() {
    add(
        exemplar(1),
        exemplar(2, "", "x"),
        exemplar(3, "b", "1", "a", "2", "b", "3"),
        exemplar(4, "a", "", "a", "x"),
        exemplar(NOW_MS + 600_001),
        new UncheckedExemplar(List.of("a", "\uFFFD"), false, 1, 6),
        exemplar(NOW_MS + 600_000));

    assertThat(validator.exemplars().kept())
        .singleElement()
        .satisfies(
            series ->
                assertThat(series.exemplars())
                    .extracting(Exemplar::timestampMs)
                    .containsExactly(1L, NOW_MS + 600_000));
    assertThat(validator.exemplars().rejected())
        .isEqualTo(
            Map.of(
                ExemplarRejection.EMPTY_LABEL_NAME, 1L,
                ExemplarRejection.DUPLICATE_LABEL_NAME, 2L,
                ExemplarRejection.FUTURE_TIMESTAMP, 1L,
                ExemplarRejection.INVALID_UTF8, 1L));
    assertThat(validator.exemplars().received()).isEqualTo(7);
    assertThat(validator.exemplars().keptCount()).isEqualTo(2);
    assertThat(validator.rejections().isEmpty()).isTrue();
    assertThat(validator.receivedSamples()).isZero();
  }

  @Test
  void countsCharactersOfAllNamesAndValues() {
    String astral = "\uD83D\uDE00";
    add(exemplar(1, "trace_id", astral.repeat(114), "span", "12"));
    assertThat(validator.exemplars().rejected()).isEmpty();
    add(exemplar(2, "trace_id", astral.repeat(114), "span", "123"));
    add(exemplar(3, "trace_id", "x".repeat(121)));
    // A label without value does not count.
    add(exemplar(4, "trace_id", "x".repeat(120), "empty", ""));
    assertThat(validator.exemplars().rejected())
        .isEqualTo(Map.of(ExemplarRejection.LABELS_TOO_LONG, 2L));
    assertThat(validator.exemplars().keptCount()).isEqualTo(2);
  }

  @Test
  void exemplarsShareTheFateOfTheLabelsOfTheirSeries() {
    validator.add(
        new UncheckedSeries(
            List.of("no", "name"),
            true,
            SampleColumn.EMPTY,
            List.of(exemplar(1), exemplar(2, "", "bad, too"))));
    assertThat(validator.exemplars().kept()).isEmpty();
    assertThat(validator.exemplars().rejected())
        .isEqualTo(Map.of(ExemplarRejection.INVALID_SERIES, 2L));
    assertThat(validator.rejections().isEmpty()).isTrue();
  }

  private void add(UncheckedExemplar... exemplars) {
    validator.add(
        new UncheckedSeries(
            List.of("__name__", "m"), true, SampleColumn.EMPTY, List.of(exemplars)));
  }

  private static UncheckedExemplar exemplar(long timestampMs, String... labels) {
    return new UncheckedExemplar(List.of(labels), true, 1, timestampMs);
  }
}
