package io.carillon.common.rpc;

import io.carillon.common.error.CarillonException;
import io.carillon.common.error.ErrorCode;
import io.carillon.common.store.SampleSink;
import io.carillon.proto.ingest.v1.IngestServiceGrpc;
import io.carillon.proto.ingest.v1.PushRequest;
import io.carillon.proto.ingest.v1.PushResponse;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Takes pushes of distributors for one ingester. Closing it ends all streams, each after the acks
 * of what it took; {@link RpcServer} closes it when it stops. Thread-safe.
 */
public final class IngestGrpcService extends IngestServiceGrpc.IngestServiceImplBase
    implements AutoCloseable {
  private final SampleSink sink;
  private final IngestIdentity identity;
  private final RpcServerConfig config;
  private final Set<PushSession> sessions = ConcurrentHashMap.newKeySet();
  private volatile boolean isClosed;

  public IngestGrpcService(SampleSink sink, IngestIdentity identity, RpcServerConfig config) {
    this.sink = sink;
    this.identity = identity;
    this.config = config;
  }

  @Override
  public StreamObserver<PushRequest> push(StreamObserver<PushResponse> observer) {
    ServerCallStreamObserver<PushResponse> responses =
        (ServerCallStreamObserver<PushResponse>) observer;
    PushSession session = new PushSession(sink, identity, config, responses);
    responses.setOnCloseHandler(() -> sessions.remove(session));
    responses.setOnCancelHandler(
        () -> {
          session.abandon();
          sessions.remove(session);
        });
    session.start();
    sessions.add(session);
    if (isClosed) {
      session.drain(shuttingDown());
    }
    return session;
  }

  /** Number of open streams. */
  int sessionCount() {
    return sessions.size();
  }

  @Override
  public void close() {
    isClosed = true;
    sessions.forEach(session -> session.drain(shuttingDown()));
  }

  private CarillonException shuttingDown() {
    return new CarillonException(
        ErrorCode.UNAVAILABLE, "instance " + identity.instanceId() + " is shutting down");
  }
}
