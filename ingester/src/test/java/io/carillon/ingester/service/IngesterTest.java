package io.carillon.ingester.service;

import static io.carillon.ingester.service.TestingNode.HOUR_MS;
import static io.carillon.ingester.service.TestingNode.NOW_MS;
import static io.carillon.ingester.service.TestingNode.TENANT;
import static io.carillon.ingester.service.TestingNode.batch;
import static io.carillon.ingester.service.TestingNode.everything;
import static io.carillon.ingester.service.TestingNode.series;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.carillon.common.column.SampleColumn;
import io.carillon.common.error.CarillonException;
import io.carillon.common.error.ErrorCode;
import io.carillon.common.histogram.BucketSpan;
import io.carillon.common.histogram.CounterResetHint;
import io.carillon.common.histogram.HistogramCodec;
import io.carillon.common.histogram.IntegerHistogram;
import io.carillon.common.histogram.NativeHistogram;
import io.carillon.common.labels.Labels;
import io.carillon.common.labels.Matcher;
import io.carillon.common.store.LabelsRequest;
import io.carillon.common.store.MetadataRequest;
import io.carillon.common.store.MetricMetadata;
import io.carillon.common.store.PushAck;
import io.carillon.common.store.PushBatch;
import io.carillon.common.store.SelectHints;
import io.carillon.common.store.SelectRequest;
import io.carillon.common.store.SeriesSamples;
import io.carillon.common.store.SeriesStream;
import io.carillon.common.tenant.TenantId;
import io.carillon.ingester.file.FaultyFileStore;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class IngesterTest {
  private static final Labels UP = Labels.of("__name__", "up", "job", "a");
  private static final Labels DOWN = Labels.of("__name__", "down", "job", "b");
  private static final PushAck DURABLE = new PushAck.Durable(List.of());

  private FaultyFileStore files = new FaultyFileStore();
  private TestingNode node = new TestingNode(files);

  @AfterEach
  void close() {
    node.close();
  }

  private void restart() {
    node.close();
    node = new TestingNode(files);
  }

  private void kill() {
    FaultyFileStore image = files.kill();
    node.close();
    files = image;
    node = new TestingNode(files);
  }

  @Test
  void givesBackWhatItAcknowledged() {
    assertThat(node.push(series(UP, NOW_MS, 1), series(DOWN, NOW_MS, 2))).isEqualTo(DURABLE);

    assertThat(node.select().sequencedKeySet()).containsExactly(DOWN, UP);
    assertThat(node.select(Matcher.equal("job", "a"))).containsOnlyKeys(UP);
  }

  @Test
  void keepsSamplesOverKillSealAndRestart() {
    node.push(series(UP, NOW_MS, 1));
    kill();
    node.push(series(UP, NOW_MS + 1000, 2));
    node.flush();
    node.push(series(UP, NOW_MS + 2000, 3));

    assertThat(node.values(UP)).containsExactly(1, 2, 3);
    restart();
    assertThat(node.values(UP)).containsExactly(1, 2, 3);
  }

  @Test
  void mergesLateAndEqualSamplesByTheCommutativeRule() {
    node.push(series(UP, NOW_MS, 5));
    node.push(series(UP, NOW_MS - HOUR_MS, 1));
    node.flush();
    node.push(series(UP, NOW_MS, 3), series(UP, NOW_MS - 1000, 2));
    node.push(series(UP, NOW_MS - HOUR_MS, 7));

    assertThat(node.values(UP)).containsExactly(7, 2, 5);
    node.flush();
    assertThat(node.values(UP)).containsExactly(7, 2, 5);
  }

  @Test
  void keepsEveryBitOfValuesHistogramsAndStarts() {
    double[] values = {-0.0, Double.NaN, Double.longBitsToDouble(0x7ff0000000000002L), 1 / 0.0};
    long[] times = {NOW_MS, NOW_MS + 1, NOW_MS + 2, NOW_MS + 3};
    NativeHistogram histogram =
        new IntegerHistogram(
            CounterResetHint.of(2),
            3,
            0.01,
            1,
            7,
            18.5,
            List.of(new BucketSpan(-2, 3)),
            new long[] {1, 1, -1},
            List.of(),
            new long[0],
            new double[0]);
    NativeHistogram[] histograms = {null, null, null, histogram};
    long[] starts = {0, NOW_MS - 5000, 0, NOW_MS - 7000};
    node.push(new SeriesSamples(UP, new SampleColumn(times, values, histograms, starts)));

    for (int round = 0; round < 2; round++) {
      SampleColumn column = Objects.requireNonNull(node.select().get(UP));
      for (int i = 0; i < 3; i++) {
        assertThat(Double.doubleToRawLongBits(column.values()[i]))
            .isEqualTo(Double.doubleToRawLongBits(values[i]));
      }
      assertThat(HistogramCodec.encode(Objects.requireNonNull(column.histogram(3))))
          .isEqualTo(HistogramCodec.encode(histogram));
      assertThat(column.startMs()).isEqualTo(starts);
      node.flush();
    }
  }

  @Test
  void sortsAnUnsortedColumn() {
    long[] times = {NOW_MS + 2, NOW_MS, NOW_MS + 2, NOW_MS + 1};
    node.push(new SeriesSamples(UP, SampleColumn.floats(times, new double[] {3, 1, 4, 2})));
    assertThat(node.values(UP)).containsExactly(1, 2, 4);
  }

  @Test
  void answersOnlyTheRangeThatIsAskedFor() {
    for (int i = 0; i < 10; i++) {
      node.push(series(UP, NOW_MS + i, i));
      if (i == 4) {
        node.flush();
      }
    }
    assertThat(node.select(NOW_MS + 3, NOW_MS + 6, List.of()).values(UP))
        .containsExactly(3, 4, 5, 6);
    assertThat(node.select(NOW_MS + 10, NOW_MS + 20, List.of()).series()).isEmpty();
  }

  @Test
  void hidesAndDeletesWhatIsOlderThanTheRetention() throws Exception {
    long oldMs = NOW_MS - 16 * 24 * HOUR_MS;
    long lastKeptMs = NOW_MS - 15 * 24 * HOUR_MS;
    node.push(series(UP, oldMs, 1), series(UP, lastKeptMs, 2), series(UP, NOW_MS, 3));

    assertThat(node.values(UP)).containsExactly(2, 3);
    node.flush();
    assertThat(node.values(UP)).containsExactly(2, 3);
    int before = node.ingester.parts().blocks().metas().size();
    node.ingester.maintain();
    assertThat(node.ingester.parts().blocks().metas()).hasSizeLessThan(before);
    assertThat(node.values(UP)).containsExactly(2, 3);
  }

  @Test
  void oddTimesDoNotMakeAFileForEveryDay() {
    SeriesSamples[] samples = new SeriesSamples[400];
    for (int i = 0; i < samples.length; i++) {
      samples[i] = series(UP, (long) (i - 300) * 24 * HOUR_MS + NOW_MS, i);
    }
    node.push(samples);
    node.flush();
    assertThat(node.ingester.parts().blocks().metas()).hasSizeLessThan(25);
    assertThat(node.values(UP)).hasSize(115);
  }

  @Test
  void mergesManySmallBlocks() throws Exception {
    for (int i = 0; i < 9; i++) {
      node.push(series(UP, NOW_MS + i, i), series(DOWN, NOW_MS - i, i));
      node.flush();
    }
    node.ingester.maintain();

    assertThat(node.ingester.parts().blocks().metas()).hasSize(1);
    assertThat(node.values(UP)).containsExactly(0, 1, 2, 3, 4, 5, 6, 7, 8);
    restart();
    assertThat(node.values(DOWN)).containsExactly(8, 7, 6, 5, 4, 3, 2, 1, 0);
  }

  @Test
  void keepsTenantsApart() {
    TenantId other = new TenantId("team-b");
    node.push(series(UP, NOW_MS, 1));
    node.push(new PushBatch(other, 3, 0, List.of(series(DOWN, NOW_MS, 2)), List.of()));
    node.flush();
    node.push(new PushBatch(other, 3, 0, List.of(series(DOWN, NOW_MS + 1, 2)), List.of()));

    assertThat(node.select()).containsOnlyKeys(UP);
    LabelsRequest request = new LabelsRequest(other, 3, 0, Long.MAX_VALUE, List.of(), 0);
    assertThat(node.ingester.series(request).series()).containsExactly(DOWN);
    assertThat(node.ingester.labelValues("job", request).values()).containsExactly("b");
  }

  @Test
  void answersLabelsOverHeadAndBlocks() {
    node.push(series(UP, NOW_MS, 1));
    node.flush();
    node.push(series(DOWN, NOW_MS, 1), series(Labels.of("__name__", "x", "zone", "é"), NOW_MS, 1));

    assertThat(node.ingester.labelNames(everything(List.of(), 0)).values())
        .containsExactly("__name__", "job", "zone");
    assertThat(node.ingester.labelNames(everything(List.of(), 2)).values())
        .containsExactly("__name__", "job");
    assertThat(node.ingester.labelValues("job", everything(List.of(), 0)).values())
        .containsExactly("a", "b");
    List<List<Matcher>> sets =
        List.of(List.of(Matcher.equal("job", "b")), List.of(Matcher.equal("__name__", "x")));
    assertThat(node.ingester.labelNames(everything(sets, 0)).values())
        .containsExactly("__name__", "job", "zone");
    assertThat(node.ingester.labelValues("__name__", everything(sets, 0)).values())
        .containsExactly("down", "x");
    assertThat(node.ingester.series(everything(sets, 1)).series()).containsExactly(DOWN);
    LabelsRequest later = new LabelsRequest(TENANT, 3, NOW_MS + 1, Long.MAX_VALUE, List.of(), 0);
    assertThat(node.ingester.series(later).series()).isEmpty();
    assertThat(node.ingester.labelNames(later).values()).isEmpty();
  }

  @Test
  void keepsTheLastMetadataOverKillAndSeal() {
    node.push(metadata("up", "gauge"));
    node.push(metadata("up", "counter"));
    kill();
    assertThat(types("")).containsExactly("counter");
    node.flush();
    node.push(metadata("down", "gauge"));
    kill();
    assertThat(types("")).containsExactly("gauge", "counter");
    assertThat(types("up")).containsExactly("counter");
  }

  @Test
  void boundsTheMetadataOfATenant() {
    for (int i = 0; i < 120; i++) {
      assertThat(node.push(metadata("family" + i, "gauge"))).isEqualTo(DURABLE);
    }
    assertThat(types("")).hasSize(100);
  }

  private static PushBatch metadata(String family, String type) {
    return new PushBatch(
        TENANT, 3, 0, List.of(), List.of(new MetricMetadata(family, type, "help", "unit")));
  }

  private List<String> types(String family) {
    return node.ingester.metadata(new MetadataRequest(TENANT, 3, family)).metadata().stream()
        .map(MetricMetadata::type)
        .toList();
  }

  @Test
  void isNotAcknowledgedBeforeTheSync() throws Exception {
    CountDownLatch syncing = new CountDownLatch(1);
    CountDownLatch go = new CountDownLatch(1);
    node.push(series(DOWN, NOW_MS, 1));
    files.beforeSync(
        () -> {
          syncing.countDown();
          try {
            go.await();
          } catch (InterruptedException e) {
            throw new IllegalStateException(e);
          }
        });
    CompletableFuture<PushAck> ack = node.ingester.push(batch(series(UP, NOW_MS, 1)));
    syncing.await();

    boolean wasDone = ack.isDone();
    go.countDown();
    assertThat(wasDone).isFalse();
    assertThat(TestingNode.await(ack)).isEqualTo(DURABLE);
    assertThat(node.select()).containsKey(UP);
  }

  @Test
  void syncsOnceForManyThatWait() throws Exception {
    CountDownLatch go = new CountDownLatch(1);
    node.push(series(DOWN, NOW_MS, 1));
    long before = files.syncs();
    files.beforeSync(
        () -> {
          try {
            go.await();
          } catch (InterruptedException e) {
            throw new IllegalStateException(e);
          }
        });
    List<CompletableFuture<PushAck>> acks =
        IntStream.range(0, 100)
            .mapToObj(i -> node.ingester.push(batch(series(UP, NOW_MS + i, i))))
            .toList();
    go.countDown();
    acks.forEach(ack -> assertThat(TestingNode.await(ack)).isEqualTo(DURABLE));
    assertThat(files.syncs() - before).isLessThanOrEqualTo(3);
  }

  @Test
  void rejectsASeriesWithoutLabelsAndKeepsItsNeighbours() {
    assertThat(node.push(series(Labels.EMPTY, NOW_MS, 1), series(UP, NOW_MS, 1)))
        .isInstanceOfSatisfying(
            PushAck.Durable.class,
            d -> {
              assertThat(d.rejections()).hasSize(1);
              assertThat(d.rejections().getFirst().seriesIndex()).isZero();
              assertThat(d.rejections().getFirst().code()).isEqualTo(ErrorCode.BAD_DATA);
            });
    assertThat(node.select()).containsOnlyKeys(UP);
  }

  @Test
  void limitsAndCancelsASelect() {
    node.push(series(UP, NOW_MS, 1), series(DOWN, NOW_MS, 1));
    SelectRequest request =
        new SelectRequest(TENANT, 3, 0, NOW_MS, List.of(), new SelectHints("", 0, 0, 1));
    try (SeriesStream stream = node.ingester.select(request)) {
      assertThatThrownBy(stream::trailer).isInstanceOf(IllegalStateException.class);
      assertThat(Objects.requireNonNull(stream.next()).labels()).isEqualTo(DOWN);
      assertThat(stream.next()).isNull();
      assertThat(stream.trailer().instanceId()).isEqualTo(TestingNode.ID);
    }
    Thread.currentThread().interrupt();
    assertThatThrownBy(() -> node.ingester.select(request))
        .isInstanceOfSatisfying(
            CarillonException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.CANCELED));
    assertThat(Thread.interrupted()).isTrue();
  }

  @Test
  void aReaderKeepsWhatItBeganToReadWhileBlocksAreMergedAway() {
    node.push(series(UP, NOW_MS, 1), series(DOWN, NOW_MS, 1));
    node.flush();
    SelectRequest request =
        new SelectRequest(TENANT, 3, 0, Long.MAX_VALUE, List.of(), SelectHints.NONE);
    try (SeriesStream stream = node.ingester.select(request)) {
      for (int i = 1; i < 3; i++) {
        node.push(series(UP, NOW_MS + i, 1));
        node.flush();
      }
      node.ingester.maintain();
      assertThat(node.ingester.parts().blocks().metas()).hasSize(1);
      assertThat(Objects.requireNonNull(stream.next()).labels()).isEqualTo(DOWN);
      assertThat(Objects.requireNonNull(stream.next()).labels()).isEqualTo(UP);
      assertThat(stream.next()).isNull();
    }
  }

  @Test
  void sealsByItselfWhenTheHeadIsLarge() {
    node.close();
    node = new TestingNode(files, TestingNode.config(TestingNode.DATA, 1 << 20, 0));
    int samplesOfEach = 5000;
    for (int i = 0; i < 60; i++) {
      Labels labels = Labels.of("__name__", "m", "i", "" + i);
      SeriesSamples series = new SeriesSamples(labels, rising(samplesOfEach));
      Awaitility.await().until(() -> isTaken(series));
    }
    assertThat(node.ingester.parts().blocks().metas()).isNotEmpty();
    long samples =
        node.select(0, Long.MAX_VALUE, List.of()).series().values().stream()
            .mapToLong(SampleColumn::size)
            .sum();
    assertThat(samples).isEqualTo(60L * samplesOfEach);
  }

  private boolean isTaken(SeriesSamples series) {
    PushAck ack = node.push(series);
    if (ack instanceof PushAck.Durable) {
      return true;
    }
    assertThat(ack)
        .isInstanceOfSatisfying(
            PushAck.Retry.class, r -> assertThat(r.code()).isEqualTo(ErrorCode.OVERLOADED));
    return false;
  }

  private static SampleColumn rising(int size) {
    long[] timestampsMs = new long[size];
    double[] values = new double[size];
    for (int i = 0; i < size; i++) {
      timestampsMs[i] = NOW_MS - size + i;
      values[i] = i;
    }
    return SampleColumn.floats(timestampsMs, values);
  }
}
