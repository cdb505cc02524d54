package io.carillon.distributor.validate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.carillon.common.column.SampleColumn;
import io.carillon.common.column.SampleColumnBuilder;
import io.carillon.common.column.StaleMarker;
import io.carillon.common.histogram.CounterResetHint;
import io.carillon.common.histogram.IntegerHistogram;
import io.carillon.common.histogram.NativeHistogram;
import io.carillon.common.labels.Labels;
import io.carillon.common.store.MetricMetadata;
import io.carillon.common.store.SeriesSamples;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class WriteValidatorTest {
  private static final long NOW_MS = 1_700_000_000_000L;
  private static final ValidationLimits LIMITS = new ValidationLimits(3, 10, 20, 600_000);

  private final WriteValidator validator = new WriteValidator(LIMITS, NOW_MS);

  @Test
  void sortsLabelsByBytesAndDropsEmptyValues() {
    // U+FFFD sorts after the surrogates of U+1F600 in UTF-16, but before it in UTF-8.
    add("😀", "1", "\uFFFD", "2", "gone", "", "__name__", "m");

    Labels labels = validator.series().getFirst().labels();
    assertThat(labels.asPairs()).containsExactly("__name__", "m", "\uFFFD", "2", "😀", "1");
    assertThat(validator.rejections().isEmpty()).isTrue();
  }

  @Test
  void refusesSeriesWithBadLabelsAndKeepsTheirNeighbours() {
    add("__name__", "first");
    assertRefused(RejectionReason.MISSING_METRIC_NAME, "a", "b");
    assertRefused(RejectionReason.MISSING_METRIC_NAME);
    assertRefused(RejectionReason.MISSING_METRIC_NAME, "__name__", "");
    assertRefused(RejectionReason.EMPTY_LABEL_NAME, "__name__", "m", "", "x");
    assertRefused(RejectionReason.EMPTY_LABEL_NAME, "__name__", "m", "", "");
    assertRefused(RejectionReason.DUPLICATE_LABEL_NAME, "__name__", "m", "a", "1", "a", "1");
    assertRefused(RejectionReason.DUPLICATE_LABEL_NAME, "a", "1", "__name__", "m", "a", "");
    assertRefused(RejectionReason.DUPLICATE_LABEL_NAME, "__name__", "m", "__name__", "n");
    assertRefused(RejectionReason.LABEL_NAME_TOO_LONG, "__name__", "m", "elevenbytes", "x");
    assertRefused(RejectionReason.LABEL_NAME_TOO_LONG, "__name__", "m", "ääääää", "x");
    assertRefused(RejectionReason.LABEL_VALUE_TOO_LONG, "__name__", "m".repeat(21));
    assertRefused(RejectionReason.LABEL_VALUE_TOO_LONG, "__name__", "m", "a", "😀".repeat(5) + "x");
    assertRefused(RejectionReason.TOO_MANY_LABELS, "__name__", "m", "a", "1", "b", "2", "c", "3");
    add("__name__", "last");

    assertThat(validator.series())
        .extracting(series -> series.labels().metricName())
        .containsExactly("first", "last");
  }

  @Test
  void acceptsLabelsAtTheirLimits() {
    add("__name__", "m".repeat(20), "tenbytes10", "x", "äääää", "😀".repeat(5), "no", "");
    assertThat(validator.rejections().texts()).isEmpty();
  }

  @Test
  void acceptsAnyValidUtf8AsMetricName() {
    add("__name__", "wärme 😀 {}");
    assertThat(validator.series()).hasSize(1);
  }

  @Test
  void refusesHalvesOfCharactersFromThisProcess() {
    Labels labels = Labels.of("__name__", "m", "a", "x\uD83D");
    validator.add(UncheckedSeries.of(new SeriesSamples(labels, column(1))));
    assertThat(validator.rejections().samplesByReason())
        .containsExactly(Map.entry(RejectionReason.INVALID_UTF8, 1L));
  }

  @Test
  void textsSayWhatWasExpectedFoundAndWhichSettingChangesIt() {
    add("__name__", "m", "elevenbytes", "x");
    add("__name__", "m", "a", "1", "b", "2", "c", "3");
    addAt(NOW_MS + 600_001, "__name__", "m");

    assertThat(validator.rejections().texts())
        .satisfiesExactly(
            text ->
                assertThat(text)
                    .contains(
                        "\"elevenbytes\"", "at most 10 bytes, got 11", "max-label-name-bytes"),
            text -> assertThat(text).contains("at most 3 labels, got 4", "max-labels-per-series"),
            text ->
                assertThat(text)
                    .contains(
                        "{__name__=\"m\"} at 1700000600001 ms",
                        "at most 600000 ms after",
                        "max-future"));
  }

  @Test
  void countsAllAndTellsTenInShort() {
    String megabyte = "x".repeat(1 << 20);
    for (int i = 0; i < 25; i++) {
      add("__name__", "m", "a", megabyte);
    }
    assertThat(validator.rejections().samples()).isEqualTo(25);
    assertThat(validator.rejections().texts()).hasSize(10).allMatch(text -> text.length() < 500);
  }

  @Test
  void refusesOnlyTheSamplesOfTheFuture() {
    validator.add(
        unchecked(
            column(NOW_MS + 600_001, NOW_MS + 600_000, NOW_MS, Long.MAX_VALUE, Long.MIN_VALUE)));

    assertThat(validator.series().getFirst().samples().timestampsMs())
        .containsExactly(Long.MIN_VALUE, NOW_MS, NOW_MS + 600_000);
    assertThat(validator.rejections().samplesByReason())
        .containsEntry(RejectionReason.FUTURE_TIMESTAMP, 2L);
    assertThat(validator.receivedSamples()).isEqualTo(5);
  }

  @Test
  void aSeriesOfTheFutureAloneLeavesNothing() {
    addAt(Long.MAX_VALUE, "__name__", "m");
    assertThat(validator.series()).isEmpty();
    assertThat(validator.rejections().samples()).isEqualTo(1);
  }

  @Test
  void refusesOnlyTheHistogramsThatAreInconsistent() {
    SampleColumnBuilder column = new SampleColumnBuilder(3);
    column.addFloat(1, 1);
    column.add(2, 0, histogram(0, 1), 0);
    column.add(3, 0, histogram(0, 0), 0);

    validator.add(unchecked(column.build()));

    SampleColumn kept = validator.series().getFirst().samples();
    assertThat(kept.timestampsMs()).containsExactly(1, 3);
    assertThat(kept.histogram(1)).isNotNull();
    assertThat(validator.rejections().samplesByReason())
        .containsEntry(RejectionReason.INVALID_HISTOGRAM, 1L);
  }

  @Test
  void sortsSamplesAndDecidesBetweenTwoOfOneTime() {
    SampleColumnBuilder column = new SampleColumnBuilder(3);
    column.addFloat(20, 5);
    column.addFloat(10, StaleMarker.VALUE);
    column.addFloat(10, -0.0);
    column.addFloat(20, 7);
    column.addFloat(30, Double.NaN);
    column.add(30, 0, histogram(0, 0), 0);
    column.addFloat(20, 6);

    validator.add(unchecked(column.build()));

    SampleColumn kept = validator.series().getFirst().samples();
    assertThat(kept.timestampsMs()).containsExactly(10, 20, 30);
    assertThat(Double.doubleToRawLongBits(kept.values()[0]))
        .isEqualTo(Double.doubleToRawLongBits(-0.0));
    assertThat(kept.values()[1]).isEqualTo(7);
    assertThat(kept.histogram(2)).isNotNull();
  }

  @Test
  void passesOverSeriesWithoutSamples() {
    validator.add(new UncheckedSeries(List.of("a", "b"), true, SampleColumn.EMPTY, List.of()));
    assertThat(validator.rejections().isEmpty()).isTrue();
    assertThat(validator.series()).isEmpty();
  }

  @Test
  void dropsMetadataThatIsTooLong() {
    validator.add(new MetricMetadata("ok", "gauge", "h".repeat(8192), ""));
    validator.add(new MetricMetadata("help", "gauge", "h".repeat(8193), ""));
    validator.add(new MetricMetadata("name".repeat(6), "gauge", "", ""));
    assertThat(validator.metadata())
        .extracting(MetricMetadata::metricFamilyName)
        .containsOnly("ok");
    assertThat(validator.droppedMetadata()).isEqualTo(2);
  }

  @Test
  void limitsMustBePositive() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new ValidationLimits(0, 1, 1, 1))
        .withMessage("max-labels-per-series: expected more than 0, got 0");
  }

  private void assertRefused(RejectionReason reason, String... namesAndValues) {
    int kept = validator.series().size();
    long before = validator.rejections().samplesByReason().getOrDefault(reason, 0L);
    add(namesAndValues);
    assertThat(validator.rejections().samplesByReason()).containsEntry(reason, before + 1);
    assertThat(validator.series()).hasSize(kept);
  }

  private void add(String... namesAndValues) {
    addAt(NOW_MS, namesAndValues);
  }

  private void addAt(long timestampMs, String... namesAndValues) {
    validator.add(
        new UncheckedSeries(
            new ArrayList<>(List.of(namesAndValues)), true, column(timestampMs), List.of()));
  }

  private static UncheckedSeries unchecked(SampleColumn column) {
    return new UncheckedSeries(List.of("__name__", "m"), true, column, List.of());
  }

  private static SampleColumn column(long... timestampsMs) {
    return SampleColumn.floats(timestampsMs, new double[timestampsMs.length]);
  }

  private static NativeHistogram histogram(long zeroCount, long count) {
    return new IntegerHistogram(
        CounterResetHint.UNKNOWN,
        0,
        0,
        zeroCount,
        count,
        1,
        List.of(),
        new long[0],
        List.of(),
        new long[0],
        new double[0]);
  }
}
