package io.carillon.common.rpc;

import static io.carillon.common.rpc.SampleSinkTest.batch;
import static io.carillon.common.rpc.SampleSinkTest.series;
import static org.assertj.core.api.Assertions.assertThat;

import io.carillon.common.ring.Instance;
import io.carillon.common.ring.InstanceState;
import io.carillon.common.ring.ReplicaGroup;
import io.carillon.common.ring.Ring;
import io.carillon.common.ring.RingView;
import io.carillon.common.store.PushAck;
import io.carillon.proto.ingest.v1.IngestServiceGrpc;
import io.carillon.proto.ingest.v1.PushAck.Outcome;
import io.carillon.proto.ingest.v1.PushBatch;
import io.carillon.proto.ingest.v1.PushHello;
import io.carillon.proto.ingest.v1.PushRequest;
import io.carillon.proto.ingest.v1.PushResponse;
import io.carillon.proto.ingest.v1.PushSeries;
import io.grpc.Status;
import io.grpc.stub.StreamObserver;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The server's end of the push stream against clients that do not keep to the contract. */
final class IngestGrpcServiceTest {
  /** A client without any logic. */
  private static final class RawClient implements StreamObserver<PushResponse> {
    final List<PushResponse> responses = new CopyOnWriteArrayList<>();
    volatile @Nullable Throwable error;
    volatile boolean isCompleted;

    @Override
    public void onNext(PushResponse response) {
      responses.add(response);
    }

    @Override
    public void onError(Throwable t) {
      error = t;
    }

    @Override
    public void onCompleted() {
      isCompleted = true;
    }
  }

  private static final PushRequest HELLO = hello(1, "", "a1");

  private final TestingSeam seam = new TestingSeam();
  private final TestingSink behind = new TestingSink();
  private final IngestGrpcService service = seam.ingestService(behind);
  private final RawClient client = new RawClient();

  @AfterEach
  void close() {
    seam.close();
  }

  private StreamObserver<PushRequest> open(IngestGrpcService to) {
    return IngestServiceGrpc.newStub(seam.channel(Transport.NETTY, to)).push(client);
  }

  @Test
  void unknownAndMisnumberedReferencesMeanResync() {
    StreamObserver<PushRequest> requests = open(service);
    requests.onNext(HELLO);
    requests.onNext(request(1, entry(1, "a", "1")));
    requests.onNext(request(2, entry(2)));
    Awaiting.until(() -> client.responses.size() == 3);
    assertThat(client.responses.get(1).getAck().getOutcome()).isEqualTo(Outcome.OUTCOME_DURABLE);
    assertThat(client.responses.get(2).getAck().getOutcome()).isEqualTo(Outcome.OUTCOME_RESYNC);
    assertThat(client.responses.get(2).getAck().getBatchId()).isEqualTo(2);
    // Nothing is guessed afterwards, not even what would be known.
    requests.onNext(request(3, entry(1)));
    Awaiting.until(() -> client.responses.size() == 4);
    assertThat(client.responses.get(3).getAck().getOutcome()).isEqualTo(Outcome.OUTCOME_RESYNC);
    assertThat(behind.batches).hasSize(1);
  }

  @Test
  void aReferenceIsNotRedefined() {
    StreamObserver<PushRequest> requests = open(service);
    requests.onNext(HELLO);
    requests.onNext(request(1, entry(1, "a", "1")));
    requests.onNext(request(2, entry(1, "a", "2")));
    Awaiting.until(() -> client.responses.size() == 3);
    assertThat(client.responses.get(2).getAck().getOutcome()).isEqualTo(Outcome.OUTCOME_RESYNC);
  }

  @Test
  void aDictionaryAboveItsBoundMeansResync() {
    StreamObserver<PushRequest> requests = open(service);
    requests.onNext(HELLO);
    requests.onNext(request(1, entry(1, "a", "x".repeat(2 << 20))));
    Awaiting.until(() -> client.responses.size() == 2);
    assertThat(client.responses.get(1).getAck().getOutcome()).isEqualTo(Outcome.OUTCOME_RESYNC);
  }

  @Test
  void strangersAreRefused() {
    assertRefused(Status.Code.FAILED_PRECONDITION, "protocol level 1", hello(2, "", "a1"));
    assertRefused(Status.Code.FAILED_PRECONDITION, "instance a1", hello(1, "", "b2"));
    assertRefused(Status.Code.FAILED_PRECONDITION, "cluster mine", hello(1, "other", "a1"));
    assertRefused(Status.Code.INVALID_ARGUMENT, "a hello first", request(1));
    assertRefused(Status.Code.INVALID_ARGUMENT, "a second", HELLO, HELLO);
    assertRefused(Status.Code.INVALID_ARGUMENT, "empty message", PushRequest.getDefaultInstance());
  }

  @Test
  void batchesThatAreNoneAreRefused() {
    assertRefused(
        Status.Code.DATA_LOSS,
        "label names in order",
        HELLO,
        request(1, entry(1, "b", "1", "a", "1")));
    assertRefused(Status.Code.DATA_LOSS, "empty value", HELLO, request(1, entry(1, "b", "")));
    assertRefused(
        Status.Code.DATA_LOSS,
        "codec",
        HELLO,
        request(1, entry(1, "b", "1").toBuilder().setCodecId(99).build()));
    PushRequest noTenant =
        PushRequest.newBuilder().setBatch(PushBatch.newBuilder().setBatchId(1)).build();
    assertRefused(Status.Code.INVALID_ARGUMENT, "tenant", HELLO, noTenant);
  }

  @Test
  void bytesInFlightAreBounded() {
    behind.acks = _ -> new CompletableFuture<>();
    StreamObserver<PushRequest> requests = open(service);
    requests.onNext(HELLO);
    for (int i = 0; i < 40; i++) {
      requests.onNext(request(i + 1, entry(i + 1, "a", "x".repeat(300_000 / 40) + i)));
    }
    // Half of what may be in flight.
    Awaiting.until(() -> behind.batches.size() == 40);
    for (int i = 40; i < 60; i++) {
      requests.onNext(request(i + 1, padded(200_000)));
    }
    Awaiting.until(() -> behind.batches.size() >= 43);
    Awaitility.await().during(Duration.ofMillis(200)).until(() -> behind.batches.size() < 46);
  }

  @Test
  void closingWaitsForTheAcksOfWhatWasTaken() {
    CompletableFuture<PushAck> ack = new CompletableFuture<>();
    behind.acks = _ -> ack;
    StreamObserver<PushRequest> requests = open(service);
    requests.onNext(HELLO);
    requests.onNext(request(1, entry(1, "a", "1")));
    Awaiting.until(() -> behind.batches.size() == 1);
    service.close();
    requests.onNext(request(2, entry(1)));
    assertThat(client.error).isNull();
    ack.complete(TestingSink.DURABLE);
    Awaiting.until(() -> client.error != null);
    assertThat(client.responses.getLast().getAck().getBatchId()).isEqualTo(1);
    assertThat(Status.fromThrowable(client.error).getCode()).isEqualTo(Status.Code.UNAVAILABLE);
    assertThat(client.error).hasMessageContaining("shutting down");
    assertThat(behind.batches).hasSize(1);
    Awaiting.until(() -> service.sessionCount() == 0);
  }

  @Test
  void halfClosingWaitsForTheAcksToo() {
    CompletableFuture<PushAck> ack = new CompletableFuture<>();
    behind.acks = _ -> ack;
    StreamObserver<PushRequest> requests = open(service);
    requests.onNext(HELLO);
    requests.onNext(request(1, entry(1, "a", "1")));
    requests.onCompleted();
    Awaiting.until(() -> behind.batches.size() == 1);
    assertThat(client.isCompleted).isFalse();
    ack.complete(TestingSink.DURABLE);
    Awaiting.until(() -> client.isCompleted);
    assertThat(client.responses).hasSize(2);
  }

  @Test
  void aClientThatGoesAwayLeavesNothing() {
    CompletableFuture<PushAck> ack = new CompletableFuture<>();
    behind.acks = _ -> ack;
    StreamObserver<PushRequest> requests = open(service);
    requests.onNext(HELLO);
    requests.onNext(request(1, entry(1, "a", "1")));
    Awaiting.until(() -> behind.batches.size() == 1);
    requests.onError(new IllegalStateException("gone"));
    Awaiting.until(() -> service.sessionCount() == 0);
    ack.complete(TestingSink.DURABLE);
    assertThat(client.responses).hasSize(1);
  }

  private static void assertRefused(Status.Code code, String text, PushRequest... messages) {
    try (TestingSeam seam = new TestingSeam()) {
      Ring ring =
          new Ring(
              "mine",
              1,
              1,
              1,
              List.of(new Instance("a1", "z", InstanceState.ACTIVE, 100)),
              List.of(new ReplicaGroup(List.of("a1"))),
              List.of(0));
      RingView view =
          new RingView() {
            @Override
            public Ring current() {
              return ring;
            }

            @Override
            public boolean offer(Ring offered) {
              return false;
            }
          };
      IngestGrpcService service =
          new IngestGrpcService(
              new TestingSink(), new IngestIdentity("a1", 1, view), TestingSeam.SERVER_CONFIG);
      RawClient client = new RawClient();
      StreamObserver<PushRequest> requests =
          IngestServiceGrpc.newStub(seam.channel(Transport.IN_PROCESS, service)).push(client);
      for (PushRequest message : messages) {
        requests.onNext(message);
      }
      Awaiting.until(() -> client.error != null);
      Throwable error = client.error;
      assertThat(error).isNotNull().hasMessageContaining(text);
      assertThat(Status.fromThrowable(error).getCode()).isEqualTo(code);
    }
  }

  private static PushRequest hello(int level, String clusterId, String instanceId) {
    return PushRequest.newBuilder()
        .setHello(
            PushHello.newBuilder()
                .setProtocolLevel(level)
                .setClusterId(clusterId)
                .setInstanceId(instanceId))
        .build();
  }

  private static PushRequest request(long batchId, PushSeries... series) {
    return PushRequest.newBuilder()
        .setBatch(
            PushBatch.newBuilder()
                .setBatchId(batchId)
                .setTenant("anonymous")
                .addAllSeries(List.of(series)))
        .build();
  }

  private static PushSeries entry(int ref, String... labels) {
    PushDictionary unused = new PushDictionary();
    PushSeries column =
        EncodedBatch.of(batch(series("x"))).toRequest(1, unused).getBatch().getSeries(0);
    return column.toBuilder().setRef(ref).clearLabels().addAllLabels(List.of(labels)).build();
  }

  /** So many bytes of references to series 1. */
  private static PushSeries[] padded(int sizeBytes) {
    PushSeries entry = entry(1);
    List<PushSeries> series = new ArrayList<>();
    for (int bytes = 0; bytes < sizeBytes; bytes += entry.getSerializedSize() + 2) {
      series.add(entry);
    }
    return series.toArray(PushSeries[]::new);
  }
}
