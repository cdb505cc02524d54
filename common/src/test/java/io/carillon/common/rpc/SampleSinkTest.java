package io.carillon.common.rpc;

import static io.carillon.common.column.ColumnAssertions.assertSameSamples;
import static org.assertj.core.api.Assertions.assertThat;

import io.carillon.common.column.RandomColumns;
import io.carillon.common.column.SampleColumn;
import io.carillon.common.error.CarillonException;
import io.carillon.common.error.ErrorCode;
import io.carillon.common.labels.Labels;
import io.carillon.common.ring.Instance;
import io.carillon.common.ring.InstanceState;
import io.carillon.common.ring.ReplicaGroup;
import io.carillon.common.ring.Ring;
import io.carillon.common.store.MetricMetadata;
import io.carillon.common.store.PushAck;
import io.carillon.common.store.PushBatch;
import io.carillon.common.store.Rejection;
import io.carillon.common.store.SampleSink;
import io.carillon.common.store.SeriesSamples;
import io.carillon.common.tenant.TenantId;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What a sink does, wherever it is. */
final class SampleSinkTest {
  private final TestingSeam seam = new TestingSeam();
  private final TestingSink behind = new TestingSink();

  @AfterEach
  void close() {
    seam.close();
  }

  @ParameterizedTest
  @EnumSource
  void carriesEveryBit(Transport transport) {
    SampleSink sink = seam.sink(transport, behind);
    long seed = 42;
    RandomColumns random = new RandomColumns(seed);
    List<PushBatch> sent = new ArrayList<>();
    for (int b = 0; b < 30; b++) {
      List<SeriesSamples> series = new ArrayList<>();
      for (int i = 0; i < 20; i++) {
        // Half of the series come again and again, half are new each time.
        Labels labels =
            Labels.of("__name__", "m", "é\uD83D\uDE00", "v" + (i % 2 == 0 ? i : b * 20 + i));
        series.add(new SeriesSamples(labels, random.column(20)));
      }
      sent.add(new PushBatch(new TenantId("t" + b % 3), b, -1L - b, series, List.of(metadata(b))));
    }
    for (PushBatch batch : sent) {
      assertThat(await(sink.push(batch))).isEqualTo(TestingSink.DURABLE);
    }
    assertThat(behind.batches).hasSameSizeAs(sent);
    for (int b = 0; b < sent.size(); b++) {
      assertSameBatch(behind.batches.get(b), sent.get(b));
    }
  }

  @ParameterizedTest
  @EnumSource
  void takesSamplesInAnyOrder(Transport transport) {
    SampleColumn column =
        SampleColumn.floats(new long[] {30, 10, 20, 10}, new double[] {3, 1, 2, 9});
    PushBatch batch = batch(new SeriesSamples(Labels.of("a", "b"), column));
    assertThat(await(seam.sink(transport, behind).push(batch))).isEqualTo(TestingSink.DURABLE);
    assertSameBatch(behind.batches.getFirst(), batch);
  }

  @ParameterizedTest
  @EnumSource
  void takesAnEmptyBatchAndLabelsWithoutName(Transport transport) {
    SampleSink sink = seam.sink(transport, behind);
    assertThat(await(sink.push(batch()))).isEqualTo(TestingSink.DURABLE);
    PushBatch unnamed = batch(new SeriesSamples(Labels.of("only", "label"), SampleColumn.EMPTY));
    assertThat(await(sink.push(unnamed))).isEqualTo(TestingSink.DURABLE);
    assertSameBatch(behind.batches.getLast(), unnamed);
  }

  @ParameterizedTest
  @EnumSource
  void handsBackEveryKindOfAck(Transport transport) {
    SampleSink sink = seam.sink(transport, behind);
    Ring ring =
        new Ring(
            "c",
            9,
            2,
            1,
            List.of(new Instance("a1", "z", InstanceState.READ_ONLY, 50)),
            List.of(new ReplicaGroup(List.of("a1"))),
            List.of(0, 0));
    List<PushAck> acks = new ArrayList<>();
    acks.add(new PushAck.Moved(List.of(0, 1), ring));
    acks.add(
        new PushAck.Durable(
            List.of(
                new Rejection(0, ErrorCode.BAD_DATA, "too long: ü"),
                new Rejection(1, ErrorCode.RATE_LIMITED, ""))));
    for (ErrorCode code : ErrorCode.values()) {
      acks.add(new PushAck.Retry(code, "why: " + code));
    }
    PushBatch batch = batch(series("x"), series("y"));
    for (PushAck ack : acks) {
      behind.acks = _ -> CompletableFuture.completedFuture(ack);
      assertThat(await(sink.push(batch))).isEqualTo(ack);
    }
  }

  @ParameterizedTest
  @EnumSource
  void acksComeInAnyOrder(Transport transport) {
    SampleSink sink = seam.sink(transport, behind);
    ConcurrentLinkedDeque<CompletableFuture<PushAck>> open = new ConcurrentLinkedDeque<>();
    behind.acks =
        _ -> {
          CompletableFuture<PushAck> future = new CompletableFuture<>();
          open.push(future);
          return future;
        };
    List<CompletableFuture<PushAck>> answers = new ArrayList<>();
    for (int i = 0; i < 10; i++) {
      answers.add(sink.push(batch(series("x"))));
    }
    Awaitility.await().until(() -> open.size() == 10);
    assertThat(answers).noneMatch(CompletableFuture::isDone);
    int i = 9;
    for (CompletableFuture<PushAck> future : open) {
      PushAck ack = new PushAck.Retry(ErrorCode.UNAVAILABLE, "number " + i);
      future.complete(ack);
      assertThat(await(answers.get(i--))).isEqualTo(ack);
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"IN_PROCESS", "NETTY"})
  void anErrorOfTheSinkIsARetry(Transport transport) {
    SampleSink sink = seam.sink(transport, behind);
    behind.acks =
        _ -> CompletableFuture.failedFuture(new CarillonException(ErrorCode.STORAGE_FULL, "full"));
    assertThat(await(sink.push(batch(series("x")))))
        .isEqualTo(new PushAck.Retry(ErrorCode.STORAGE_FULL, "full"));
    behind.acks =
        _ -> {
          throw new IllegalStateException("a bug");
        };
    assertThat(await(sink.push(batch(series("x")))))
        .isInstanceOfSatisfying(
            PushAck.Retry.class, retry -> assertThat(retry.code()).isEqualTo(ErrorCode.INTERNAL));
  }

  static PushBatch batch(SeriesSamples... series) {
    return new PushBatch(TenantId.ANONYMOUS, 0, 0, List.of(series), List.of());
  }

  static SeriesSamples series(String value) {
    return new SeriesSamples(
        Labels.of("__name__", "m", "l", value),
        SampleColumn.floats(new long[] {1000}, new double[] {1}));
  }

  static PushAck await(CompletableFuture<PushAck> future) {
    return Objects.requireNonNull(future.orTimeout(10, TimeUnit.SECONDS).join());
  }

  static void assertSameBatch(PushBatch actual, PushBatch expected) {
    assertThat(actual.tenant()).isEqualTo(expected.tenant());
    assertThat(actual.ringEpoch()).isEqualTo(expected.ringEpoch());
    assertThat(actual.deleteNumber()).isEqualTo(expected.deleteNumber());
    assertThat(actual.metadata()).isEqualTo(expected.metadata());
    assertThat(actual.series()).hasSameSizeAs(expected.series());
    for (int i = 0; i < expected.series().size(); i++) {
      assertThat(actual.series().get(i).labels()).isEqualTo(expected.series().get(i).labels());
      assertSameSamples(actual.series().get(i).samples(), expected.series().get(i).samples());
    }
  }

  private static MetricMetadata metadata(int i) {
    return new MetricMetadata("family_" + i, "counter", "help \n ü", "seconds");
  }
}
