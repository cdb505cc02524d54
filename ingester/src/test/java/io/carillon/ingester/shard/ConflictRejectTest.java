package io.carillon.ingester.shard;

import static org.assertj.core.api.Assertions.assertThat;

import io.carillon.common.column.ColumnAssertions;
import io.carillon.common.column.SampleColumn;
import io.carillon.common.column.SampleColumnBuilder;
import io.carillon.common.error.ErrorCode;
import io.carillon.common.histogram.BucketSpan;
import io.carillon.common.histogram.CounterResetHint;
import io.carillon.common.histogram.IntegerHistogram;
import io.carillon.common.histogram.NativeHistogram;
import io.carillon.common.labels.Labels;
import io.carillon.common.store.Rejection;
import io.carillon.common.store.SeriesSamples;
import io.carillon.common.tenant.TenantId;
import io.carillon.ingester.index.SeriesCursor;
import io.carillon.ingester.index.SeriesIndex;
import io.carillon.ingester.index.SeriesRun;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Two values at one time are refused wherever the first one is in memory. */
final class ConflictRejectTest {
  private static final TenantId TENANT = new TenantId("team-a");
  private static final Labels UP = Labels.of("__name__", "up");
  private static final Labels OTHER = Labels.of("__name__", "other");
  private static final Labels THIRD = Labels.of("__name__", "third");

  private final SeriesIndex index = new SeriesIndex();
  private final TestingLog log = new TestingLog(1000);
  private final Shards shards = new Shards(1, ConflictRule.REJECT, index, () -> 0);

  @AfterEach
  void close() {
    shards.close();
    index.close();
  }

  private static SampleColumn at(long timestampMs, double value) {
    return SampleColumn.floats(new long[] {timestampMs}, new double[] {value});
  }

  private static SampleColumn histogram(long timestampMs, long count) {
    NativeHistogram histogram =
        new IntegerHistogram(
            CounterResetHint.UNKNOWN,
            3,
            0.01,
            0,
            count,
            1.5,
            List.of(new BucketSpan(0, 1)),
            new long[] {count},
            List.of(),
            new long[0],
            new double[0]);
    SampleColumnBuilder column = new SampleColumnBuilder(1);
    column.add(timestampMs, 0, histogram, 0);
    return column.build();
  }

  private List<Rejection> append(SeriesSamples... series) {
    List<Rejection> rejections = new ArrayList<>();
    shards.append(TENANT, List.of(series), log, rejections);
    return rejections;
  }

  private List<Rejection> append(SampleColumn column) {
    return append(new SeriesSamples(UP, column));
  }

  private void assertTaken(SampleColumn column) {
    assertThat(append(column)).isEmpty();
  }

  private void assertRefused(SampleColumn column, long timestampMs) {
    int records = log.entries().size();
    SampleColumn before = staged();
    assertThat(append(column))
        .singleElement()
        .satisfies(
            rejection -> {
              assertThat(rejection.seriesIndex()).isZero();
              assertThat(rejection.code()).isEqualTo(ErrorCode.BAD_DATA);
              assertThat(rejection.text())
                  .contains("at " + timestampMs + " ms")
                  .contains("conflicting-samples=reject");
            });
    ColumnAssertions.assertSameSamples(staged(), before);
    assertThat(log.entries()).hasSize(records);
  }

  private SampleColumn staged() {
    try (SeriesCursor cursor = shards.select(TENANT, List.of(), Long.MIN_VALUE, Long.MAX_VALUE)) {
      for (SeriesRun run = cursor.next(); run != null; run = cursor.next()) {
        if (run.labels().equals(UP)) {
          return run.frame().column();
        }
      }
    }
    return SampleColumn.EMPTY;
  }

  private FrozenShard freeze() {
    return Objects.requireNonNull(shards.freeze(0, false, log::nextLsn));
  }

  @Test
  void inStaging() {
    assertTaken(at(1000, 1));
    assertTaken(at(2000, 2));
    assertTaken(at(1000, 1));
    assertTaken(at(2000, 2));
    assertRefused(at(1000, 5), 1000);
    assertRefused(at(2000, 5), 2000);
    assertRefused(histogram(2000, 1), 2000);
    assertThat(staged().values()).containsExactly(1, 2);
  }

  @Test
  void inTheFrozenEpoch() {
    assertTaken(at(1000, 1));
    FrozenShard frozen = freeze();
    assertRefused(at(1000, 5), 1000);
    assertRefused(histogram(1000, 5), 1000);
    assertTaken(at(1000, 1));
    assertTaken(at(3000, 3));
    assertRefused(at(1000, 5), 1000);
    assertThat(staged().values()).containsExactly(1, 3);
    frozen.release();
    // The equal one that came while it was frozen is there still.
    assertRefused(at(1000, 5), 1000);
  }

  @Test
  void amongLateSamples() {
    assertTaken(at(5000, 5));
    assertTaken(at(1000, 1));
    assertTaken(at(2000, 2));
    assertTaken(at(1000, 1));
    assertRefused(at(1000, 7), 1000);
    assertRefused(histogram(2000, 7), 2000);
    FrozenShard frozen = freeze();
    assertRefused(at(1000, 7), 1000);
    assertTaken(at(1000, 1));
    assertRefused(at(2000, 7), 2000);
    frozen.release();
  }

  @Test
  void amongHistograms() {
    assertTaken(histogram(1000, 3));
    assertTaken(histogram(1000, 3));
    assertRefused(histogram(1000, 4), 1000);
    assertRefused(at(1000, 3), 1000);
    FrozenShard frozen = freeze();
    assertRefused(histogram(1000, 4), 1000);
    assertRefused(at(1000, 3), 1000);
    assertTaken(histogram(1000, 3));
    frozen.release();
  }

  @Test
  void aColumnIsTakenAsAWholeOrNotAtAll() {
    assertTaken(at(2000, 2));
    long[] times = {1000, 2000, 3000};
    assertRefused(SampleColumn.floats(times, new double[] {1, 9, 3}), 2000);
    assertTaken(SampleColumn.floats(times, new double[] {1, 2, 3}));
    assertThat(staged().values()).containsExactly(1, 2, 3);
  }

  @Test
  void withinOneColumn() {
    assertTaken(at(500, 0));
    long[] times = {1000, 2000, 1000};
    assertRefused(SampleColumn.floats(times, new double[] {1, 2, 3}), 1000);
    assertTaken(SampleColumn.floats(times, new double[] {1, 2, 1}));
    assertThat(staged().values()).containsExactly(0, 1, 2);
  }

  @Test
  void neighboursAreTaken() {
    assertTaken(at(1000, 1));
    assertThat(
            append(
                new SeriesSamples(OTHER, at(1000, 1)),
                new SeriesSamples(UP, at(1000, 2)),
                new SeriesSamples(THIRD, at(1000, 3))))
        .extracting(Rejection::seriesIndex)
        .containsExactly(1);
    assertThat(shards.sampleCount()).isEqualTo(3);
  }

  /** Bits count: a staleness marker is another value than NaN. */
  @Test
  void everyBitCounts() {
    double stale = Double.longBitsToDouble(0x7ff0000000000002L);
    assertTaken(at(1000, stale));
    assertTaken(at(1000, stale));
    assertRefused(at(1000, Double.NaN), 1000);
    assertTaken(at(2000, 0.0));
    assertRefused(at(2000, -0.0), 2000);
  }

  /** What is sealed is in files, which are not read: the rule of merging decides. */
  @Test
  void notInSealedFiles() {
    assertTaken(at(1000, 1));
    freeze().release();
    assertTaken(at(1000, 5));
  }
}
