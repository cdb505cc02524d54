package io.carillon.common.rpc;

import io.carillon.proto.ingest.v1.IngestServiceGrpc;
import io.carillon.proto.ingest.v1.PushHello;
import io.carillon.proto.ingest.v1.PushRequest;
import io.carillon.proto.ingest.v1.PushResponse;
import io.grpc.Channel;
import io.grpc.Status;
import io.grpc.stub.ClientCallStreamObserver;
import io.grpc.stub.ClientResponseObserver;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The client's end of one push stream and its dictionary. The methods that send are called under
 * the lock of the {@link RemoteSampleSink} that owns it.
 */
final class PushStream implements ClientResponseObserver<PushRequest, PushResponse> {
  /** Hears what comes back; never called under a lock. */
  interface Listener {
    void onResponse(PushStream stream, PushResponse response);

    /** The stream has ended, whatever the reason. Nothing comes after it. */
    void onEnd(PushStream stream, String reason);
  }

  private final Listener listener;
  private final PushDictionary dictionary = new PushDictionary();
  private @Nullable ClientCallStreamObserver<PushRequest> requests;
  private boolean isWelcomed;

  PushStream(Listener listener) {
    this.listener = listener;
  }

  /** Starts the call and says hello. */
  void open(Channel channel, PushHello hello) {
    IngestServiceGrpc.newStub(channel).push(this);
    requests().onNext(PushRequest.newBuilder().setHello(hello).build());
  }

  void send(long batchId, EncodedBatch batch) {
    requests().onNext(batch.toRequest(batchId, dictionary));
  }

  /** Label bytes of the series that were named. */
  long dictionaryBytes() {
    return dictionary.sizeBytes();
  }

  /** Whether batches may be sent. */
  boolean isWelcomed() {
    return isWelcomed;
  }

  void setWelcomed() {
    isWelcomed = true;
  }

  void cancel(String reason) {
    if (requests != null) {
      requests.cancel(reason, null);
    }
  }

  @Override
  public void beforeStart(ClientCallStreamObserver<PushRequest> requestStream) {
    requests = requestStream;
  }

  @Override
  public void onNext(PushResponse response) {
    listener.onResponse(this, response);
  }

  @Override
  public void onError(Throwable error) {
    listener.onEnd(this, RpcErrors.describe(Status.fromThrowable(error)));
  }

  @Override
  public void onCompleted() {
    listener.onEnd(this, "the stream was ended by the peer");
  }

  private ClientCallStreamObserver<PushRequest> requests() {
    return Objects.requireNonNull(requests);
  }
}
