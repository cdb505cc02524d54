package io.carillon.common.rpc;

import io.carillon.proto.ingest.v1.IngestServiceGrpc;
import io.carillon.proto.ingest.v1.PushAck;
import io.carillon.proto.ingest.v1.PushRequest;
import io.carillon.proto.ingest.v1.PushResponse;
import io.carillon.proto.ingest.v1.PushWelcome;
import io.grpc.stub.StreamObserver;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BiConsumer;

/** An ingester whose answers to batches a test decides, and which keeps all that it is sent. */
final class ScriptedIngest extends IngestServiceGrpc.IngestServiceImplBase {
  /** Messages of each stream. */
  final List<List<PushRequest>> streams = new CopyOnWriteArrayList<>();

  volatile String welcomeAs = TestingSeam.INSTANCE_ID;
  volatile BiConsumer<Long, StreamObserver<PushResponse>> onBatch =
      (batchId, responses) -> responses.onNext(ack(batchId, PushAck.Outcome.OUTCOME_DURABLE));

  static PushResponse ack(long batchId, PushAck.Outcome outcome) {
    return PushResponse.newBuilder()
        .setAck(PushAck.newBuilder().setBatchId(batchId).setOutcome(outcome))
        .build();
  }

  /** Batches that came, on all streams. */
  int batchCount() {
    return streams.stream().mapToInt(List::size).sum() - streams.size();
  }

  @Override
  public StreamObserver<PushRequest> push(StreamObserver<PushResponse> responses) {
    List<PushRequest> requests = new CopyOnWriteArrayList<>();
    return new StreamObserver<>() {
      @Override
      public void onNext(PushRequest request) {
        requests.add(request);
        if (request.hasHello()) {
          streams.add(requests);
          responses.onNext(
              PushResponse.newBuilder()
                  .setWelcome(PushWelcome.newBuilder().setInstanceId(welcomeAs))
                  .build());
        } else {
          onBatch.accept(request.getBatch().getBatchId(), responses);
        }
      }

      @Override
      public void onError(Throwable error) {
        // The client is gone.
      }

      @Override
      public void onCompleted() {
        responses.onCompleted();
      }
    };
  }
}
