package io.carillon.distributor.replicate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import io.carillon.common.column.SampleColumn;
import io.carillon.common.error.CarillonException;
import io.carillon.common.error.ErrorCode;
import io.carillon.common.labels.Labels;
import io.carillon.common.ring.Ring;
import io.carillon.common.store.MetricMetadata;
import io.carillon.common.store.PushAck;
import io.carillon.common.store.Rejection;
import io.carillon.common.store.SampleSink;
import io.carillon.common.store.SeriesSamples;
import io.carillon.common.tenant.TenantId;
import io.carillon.common.time.MonotonicClock;
import io.carillon.distributor.route.HashedWrite;
import io.carillon.distributor.route.TestingRings;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(10)
final class QuorumWriterTest {
  /** Longer than any test lasts: a test that waits for it fails. */
  private static final long LONG_TIMEOUT_MS = 60_000;

  private static final long BUDGET_BYTES = 1 << 20;

  private final TestingReplicas replicas = new TestingReplicas();
  private final TestingRingView ringView = new TestingRingView(TestingRings.of(1, 3, 3, 16));

  @Test
  void storesOnAllReplicas() {
    assertThat(writer(LONG_TIMEOUT_MS).write(request(50))).isEmpty();
    for (String id : List.of("i0", "i1", "i2")) {
      assertThat(replicas.durableSeries(id)).hasSize(50);
    }
  }

  @Test
  void waitsOnlyForTheQuorum() {
    replicas.set("i1", TestingReplicas.hanging());
    assertThat(writer(LONG_TIMEOUT_MS).write(request(5))).isEmpty();
    replicas.set("i1", failing(ErrorCode.UNAVAILABLE, "down"));
    assertThat(writer(LONG_TIMEOUT_MS).write(request(5))).isEmpty();
    replicas.forget("i1");
    assertThat(writer(LONG_TIMEOUT_MS).write(request(5))).isEmpty();
  }

  @Test
  void metadataAloneNeedsItsQuorumToo() {
    HashedWrite metadata =
        HashedWrite.of(
            TenantId.ANONYMOUS, List.of(), List.of(new MetricMetadata("m", "gauge", "", "")));
    assertThat(writer(LONG_TIMEOUT_MS).write(metadata)).isEmpty();
    assertThat(replicas.durable("i0").getFirst().metadata()).hasSize(1);
    replicas.forget("i1");
    replicas.forget("i2");
    assertFails(writer(LONG_TIMEOUT_MS), metadata, ErrorCode.UNAVAILABLE, "no address is known");
  }

  @Test
  void saysAtOnceWhoFailedWhenTheQuorumIsOutOfReach() {
    replicas.set("i1", failing(ErrorCode.OVERLOADED, "log queue full"));
    replicas.set("i2", _ -> CompletableFuture.failedFuture(new IllegalStateException("bug")));
    assertFails(
        writer(LONG_TIMEOUT_MS),
        request(100),
        ErrorCode.UNAVAILABLE,
        "16 of 16 partitions of this request are not durable on 2 of 3 replicas",
        "partitions 0-15: 1 of 2 durable acks",
        "i1: OVERLOADED (log queue full)",
        "i2: INTERNAL (java.lang.IllegalStateException: bug)");
  }

  @Test
  void namesWhoDidNotAnswerInTime() {
    replicas.set("i0", TestingReplicas.hanging());
    replicas.set("i2", TestingReplicas.hanging());
    assertFails(
        writer(20),
        request(1),
        ErrorCode.UNAVAILABLE,
        "1 of 1 partitions",
        "i0: no answer within 20 ms (setting write-timeout); i2: no answer");
  }

  @Test
  void namesOnlyThePartitionsThatShareTheFailedNodes() {
    ringView.offer(TestingRings.of(2, 5, 3, 8)); // Group g: i(g), i(g+1), i(g+2).
    replicas.set("i1", failing(ErrorCode.UNAVAILABLE, "down"));
    replicas.set("i2", failing(ErrorCode.UNAVAILABLE, "down"));
    CarillonException e =
        assertFails(
            writer(LONG_TIMEOUT_MS), request(200), ErrorCode.UNAVAILABLE, "4 of 8 partitions");
    assertThat(String.valueOf(e.getMessage()).lines().skip(1))
        .satisfiesExactlyInAnyOrder(
            line -> assertThat(line).startsWith("partitions 0, 5:"),
            line -> assertThat(line).startsWith("partitions 1, 6:"));
  }

  @Test
  void oneCauseOfAllGivesTheCode() {
    for (ErrorCode code : List.of(ErrorCode.OVERLOADED, ErrorCode.STORAGE_FULL)) {
      replicas.set("i0", failing(code, "full"));
      replicas.set("i1", failing(code, "full"));
      assertFails(writer(LONG_TIMEOUT_MS), request(1), code, "full");
    }
  }

  @Test
  void dropsForAReplicaWhoseBudgetIsFullAndRecovers() {
    HashedWrite request = request(10);
    List<CompletableFuture<PushAck>> pending = new ArrayList<>();
    SampleSink slow =
        _ -> {
          CompletableFuture<PushAck> ack = new CompletableFuture<>();
          pending.add(ack);
          return ack;
        };
    replicas.set("i0", slow);
    replicas.set("i1", failing(ErrorCode.UNAVAILABLE, "down"));
    QuorumWriter writer = writer(20, 1); // Room for one batch at a time.
    assertFails(writer, request, ErrorCode.UNAVAILABLE, "i0: no answer");
    replicas.heal("i1");
    assertThat(writer.write(request)).isEmpty();
    replicas.forget("i2");
    assertFails(writer, request, ErrorCode.UNAVAILABLE, "i0: OVERLOADED (1 bytes are on their way");
    assertThat(pending).hasSize(1);

    pending.getFirst().complete(new PushAck.Durable(List.of()));
    replicas.heal("i0");
    assertThat(writer.write(request)).isEmpty();
  }

  @Test
  void routesAgainUnderTheRingOfTheReplica() {
    Ring newer = TestingRings.of(2, 4, 3, 16);
    replicas.set(
        "i1",
        batch ->
            batch.ringEpoch() < 2
                ? TestingReplicas.moved(newer).push(batch)
                : replicas.store("i1", batch));
    replicas.set(
        "i2",
        batch -> batch.ringEpoch() < 2 ? new CompletableFuture<>() : replicas.store("i2", batch));

    assertThat(writer(LONG_TIMEOUT_MS).write(request(100))).isEmpty();

    assertThat(ringView.current()).isEqualTo(newer);
    assertThat(replicas.durableSeries("i3")).isNotEmpty();
  }

  @Test
  void routesAgainOnlyOnce() {
    replicas.set("i0", batch -> TestingReplicas.moved(ring(batch.ringEpoch() + 1)).push(batch));
    replicas.set("i1", TestingReplicas.hanging());
    assertFails(
        writer(LONG_TIMEOUT_MS), request(1), ErrorCode.UNAVAILABLE, "changed to epoch 3 meanwhile");
  }

  @Test
  void aRingThatIsNotNewerIsAFailureOfTheReplica() {
    Ring foreign = new Ring("other", 7, 1, 1, List.of(), ring(1).groups(), List.of(0));
    replicas.set("i0", TestingReplicas.moved(ring(1)));
    assertThat(writer(LONG_TIMEOUT_MS).write(request(1))).isEmpty();
    replicas.set("i1", TestingReplicas.moved(foreign));
    assertFails(
        writer(LONG_TIMEOUT_MS),
        request(1),
        ErrorCode.UNAVAILABLE,
        "has epoch 1 of ring cluster",
        "has epoch 7 of ring other");
  }

  @Test
  void mergesRejectionsOfReplicas() {
    for (String id : List.of("i0", "i1", "i2")) {
      replicas.set(
          id,
          batch ->
              replicas.storeBut(
                  id, batch, List.of(new Rejection(1, ErrorCode.BAD_DATA, "conflict"))));
    }
    assertThat(writer(LONG_TIMEOUT_MS).write(request(3)))
        .containsExactly(new SeriesRejection(1, "conflict"));
  }

  @Test
  void aRetryableRejectionIsNoAck() {
    replicas.set(
        "i0",
        batch ->
            replicas.storeBut(
                "i0", batch, List.of(new Rejection(0, ErrorCode.OVERLOADED, "too many series"))));
    assertThat(writer(LONG_TIMEOUT_MS).write(request(1))).isEmpty();
    replicas.forget("i1");
    assertFails(
        writer(LONG_TIMEOUT_MS),
        request(1),
        ErrorCode.UNAVAILABLE,
        "i0: OVERLOADED (too many series)",
        "i1: UNAVAILABLE (no address is known)",
        "i2: not waited for");
  }

  @Test
  void sinksThatBreakTheirContractAreFailures() {
    replicas.set(
        "i0",
        _ -> {
          throw new IllegalStateException("bug");
        });
    assertThat(writer(LONG_TIMEOUT_MS).write(request(1))).isEmpty();
    replicas.set(
        "i1",
        batch ->
            CompletableFuture.completedFuture(
                new PushAck.Durable(
                    List.of(new Rejection(batch.series().size(), ErrorCode.BAD_DATA, "which?")))));
    assertFails(
        writer(LONG_TIMEOUT_MS),
        request(1),
        ErrorCode.UNAVAILABLE,
        "i0: INTERNAL (java.lang.IllegalStateException: bug)",
        "i1: INTERNAL (refused a series that it was not sent)");
  }

  @Test
  void withoutRingNothingIsTaken() {
    QuorumWriter writer =
        new QuorumWriter(
            new TestingRingView(null),
            replicas,
            20,
            BUDGET_BYTES,
            MonotonicClock.system(),
            new PrometheusRegistry());
    assertFails(writer, request(1), ErrorCode.UNAVAILABLE, "no ring yet");
  }

  @Test
  void endsWhenItsThreadIsInterrupted() throws InterruptedException {
    CountDownLatch pushed = new CountDownLatch(3);
    for (String id : List.of("i0", "i1", "i2")) {
      replicas.set(
          id,
          _ -> {
            pushed.countDown();
            return new CompletableFuture<>();
          });
    }
    AtomicReference<ErrorCode> code = new AtomicReference<>();
    Thread thread =
        Thread.startVirtualThread(
            () -> {
              try {
                writer(LONG_TIMEOUT_MS).write(request(1));
              } catch (CarillonException e) {
                code.set(e.code());
              }
            });
    pushed.await();
    thread.interrupt();
    await().untilAsserted(() -> assertThat(code).hasValue(ErrorCode.CANCELED));
  }

  private static CarillonException assertFails(
      QuorumWriter writer, HashedWrite request, ErrorCode code, String... texts) {
    AtomicReference<CarillonException> thrown = new AtomicReference<>();
    assertThatExceptionOfType(CarillonException.class)
        .isThrownBy(() -> writer.write(request))
        .satisfies(thrown::set, e -> assertThat(e.code()).isEqualTo(code))
        .satisfies(e -> assertThat(e.getMessage()).contains(texts));
    return thrown.get();
  }

  private static SampleSink failing(ErrorCode code, String reason) {
    return TestingReplicas.failing(code, reason);
  }

  private static Ring ring(long epoch) {
    return TestingRings.of(epoch, 3, 3, 16);
  }

  private QuorumWriter writer(long timeoutMs) {
    return writer(timeoutMs, BUDGET_BYTES);
  }

  private QuorumWriter writer(long timeoutMs, long budgetBytes) {
    return new QuorumWriter(
        ringView,
        replicas,
        timeoutMs,
        budgetBytes,
        MonotonicClock.system(),
        new PrometheusRegistry());
  }

  private static HashedWrite request(int count) {
    List<SeriesSamples> series = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      series.add(
          new SeriesSamples(
              Labels.of("__name__", "m", "i", "n" + i),
              SampleColumn.floats(new long[] {1}, new double[] {i})));
    }
    return HashedWrite.of(TenantId.ANONYMOUS, series, List.of());
  }
}
