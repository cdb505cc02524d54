package io.carillon.common.rpc;

import static io.carillon.common.rpc.SampleSinkTest.await;
import static io.carillon.common.rpc.SampleSinkTest.batch;
import static io.carillon.common.rpc.SampleSinkTest.series;
import static org.assertj.core.api.Assertions.assertThat;

import io.carillon.common.error.ErrorCode;
import io.carillon.common.labels.Labels;
import io.carillon.common.ring.Instance;
import io.carillon.common.ring.InstanceState;
import io.carillon.common.ring.ReplicaGroup;
import io.carillon.common.ring.Ring;
import io.carillon.common.store.Exemplar;
import io.carillon.common.store.MetricMetadata;
import io.carillon.common.store.PushAck;
import io.carillon.common.store.PushBatch;
import io.carillon.common.store.Rejection;
import io.carillon.common.store.SeriesExemplars;
import io.carillon.common.store.SeriesSamples;
import io.carillon.common.tenant.TenantId;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Batches that one message between nodes cannot carry. */
final class LargeBatchTest {
  private static final int MESSAGE_BYTES = 2000;

  private final TestingSink behind = new TestingSink();
  private final TestingSeam seam =
      new TestingSeam(
          TestingSeam.SERVER_CONFIG,
          new RpcClientConfig(MESSAGE_BYTES, 10_000, 20_000, 20_000, 1 << 20, 200));
  private final RemoteSampleSink sink =
      seam.remoteSink(seam.channel(Transport.IN_PROCESS, seam.ingestService(behind)));

  @AfterEach
  void close() {
    seam.close();
  }

  private static PushBatch exemplars(List<SeriesExemplars> exemplars) {
    return new PushBatch(TenantId.ANONYMOUS, 3, 4, List.of(), List.of(), exemplars);
  }

  private static SeriesExemplars exemplars(int series, int count) {
    List<Exemplar> exemplars = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      exemplars.add(new Exemplar(Labels.of("trace_id", "trace-" + i), i, 1000 + i));
    }
    return new SeriesExemplars(Labels.of("__name__", "m", "i", "v" + series), exemplars);
  }

  private List<SeriesExemplars> arrivedExemplars() {
    return SeriesExemplars.union(
        behind.batches.stream().flatMap(each -> each.exemplars().stream()).toList());
  }

  @Test
  void exemplarsAloneTravelInSeveralMessages() {
    List<SeriesExemplars> sent = new ArrayList<>();
    for (int i = 10; i < 60; i++) {
      sent.add(exemplars(i, 1));
    }
    assertThat(await(sink.push(exemplars(sent)))).isEqualTo(TestingSink.DURABLE);
    assertThat(behind.batches).hasSizeGreaterThan(4);
    assertThat(behind.batches)
        .allSatisfy(
            each -> {
              assertThat(each.ringEpoch()).isEqualTo(3);
              assertThat(each.deleteNumber()).isEqualTo(4);
            });
    assertThat(arrivedExemplars()).isEqualTo(sent);
  }

  @Test
  void manyExemplarsOfOneSeriesTravelInSeveralMessages() {
    List<SeriesExemplars> sent = List.of(exemplars(1, 100));
    assertThat(await(sink.push(exemplars(sent)))).isEqualTo(TestingSink.DURABLE);
    assertThat(arrivedExemplars()).isEqualTo(sent);
  }

  @Test
  void everythingArrivesOnceInOrder() {
    List<SeriesSamples> series = new ArrayList<>();
    List<SeriesExemplars> exemplars = new ArrayList<>();
    List<MetricMetadata> metadata = new ArrayList<>();
    for (int i = 10; i < 70; i++) {
      series.add(series("v" + i));
      exemplars.add(exemplars(i, 2));
      metadata.add(new MetricMetadata("family" + i, "gauge", "help", "unit"));
    }
    PushBatch batch = new PushBatch(TenantId.ANONYMOUS, 3, 4, series, metadata, exemplars);
    assertThat(await(sink.push(batch))).isEqualTo(TestingSink.DURABLE);
    assertThat(behind.batches.stream().flatMap(each -> each.series().stream()))
        .extracting(SeriesSamples::labels)
        .containsExactlyElementsOf(series.stream().map(SeriesSamples::labels).toList());
    assertThat(behind.batches.stream().flatMap(each -> each.metadata().stream()))
        .containsExactlyElementsOf(metadata);
    assertThat(arrivedExemplars()).isEqualTo(exemplars);
  }

  /** The index of a rejection is that of the whole batch. */
  @Test
  void rejectionsNameTheSeriesOfTheWholeBatch() {
    behind.acks =
        batch -> {
          int last = batch.series().size() - 1;
          String text = batch.series().get(last).labels().toString();
          return CompletableFuture.completedFuture(
              new PushAck.Durable(List.of(new Rejection(last, ErrorCode.BAD_DATA, text))));
        };
    SeriesSamples[] series = new SeriesSamples[60];
    for (int i = 0; i < series.length; i++) {
      series[i] = series("v" + i);
    }
    assertThat(await(sink.push(batch(series))))
        .isInstanceOfSatisfying(
            PushAck.Durable.class,
            durable -> {
              assertThat(durable.rejections()).hasSizeGreaterThan(2);
              for (Rejection rejection : durable.rejections()) {
                assertThat(rejection.text())
                    .isEqualTo(series[rejection.seriesIndex()].labels().toString());
              }
            });
  }

  @Test
  void aSeriesLargerThanAMessageIsRefusedAndItsNeighboursAreKept() {
    PushBatch batch = batch(series("a"), series("x".repeat(MESSAGE_BYTES)), series("y"));
    assertThat(await(sink.push(batch)))
        .isInstanceOfSatisfying(
            PushAck.Durable.class,
            durable ->
                assertThat(durable.rejections())
                    .singleElement()
                    .satisfies(
                        rejection -> {
                          assertThat(rejection.seriesIndex()).isEqualTo(1);
                          assertThat(rejection.code()).isEqualTo(ErrorCode.TOO_LARGE);
                        }));
    assertThat(behind.batches.stream().mapToInt(each -> each.series().size()).sum()).isEqualTo(2);
  }

  @Test
  void whatCouldNeverWaitIsRefusedForGood() {
    SeriesSamples[] series = new SeriesSamples[50];
    for (int i = 0; i < series.length; i++) {
      series[i] = series("x".repeat(500) + i);
    }
    assertThat(await(sink.push(batch(series))))
        .isInstanceOfSatisfying(
            PushAck.Durable.class, durable -> assertThat(durable.rejections()).hasSize(50));
    assertThat(behind.batches).isEmpty();
  }

  @Test
  void oneHalfThatIsNotDurableMeansTheWholeBatchAgain() {
    BatchHalves halves = new BatchHalves(batch(series("a")), batch(series("b")));
    PushAck retry = new PushAck.Retry(ErrorCode.OVERLOADED, "later");
    assertThat(halves.unite(TestingSink.DURABLE, retry)).isEqualTo(retry);
    assertThat(halves.unite(retry, TestingSink.DURABLE)).isEqualTo(retry);
    PushAck moved = new PushAck.Moved(List.of(1), ring(4));
    assertThat(halves.unite(moved, retry)).isEqualTo(moved);
    assertThat(halves.unite(retry, moved)).isEqualTo(moved);
    assertThat(halves.unite(TestingSink.DURABLE, moved)).isEqualTo(moved);
    assertThat(halves.unite(moved, TestingSink.DURABLE)).isEqualTo(moved);
    assertThat(halves.unite(moved, new PushAck.Moved(List.of(0, 1), ring(5))))
        .isEqualTo(new PushAck.Moved(List.of(0, 1), ring(5)));
  }

  private static Ring ring(long epoch) {
    return new Ring(
        "c",
        epoch,
        2,
        1,
        List.of(new Instance("a1", "z", InstanceState.ACTIVE, 50)),
        List.of(new ReplicaGroup(List.of("a1"))),
        List.of(0, 0));
  }
}
