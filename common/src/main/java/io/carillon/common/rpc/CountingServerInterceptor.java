package io.carillon.common.rpc;

import io.grpc.ForwardingServerCall.SimpleForwardingServerCall;
import io.grpc.ForwardingServerCallListener.SimpleForwardingServerCallListener;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.Status;

/** Counts each call once, when it is closed or cancelled. Thread-safe. */
final class CountingServerInterceptor implements ServerInterceptor {
  private final RpcMetrics metrics;

  CountingServerInterceptor(RpcMetrics metrics) {
    this.metrics = metrics;
  }

  @Override
  public <Q, A> ServerCall.Listener<Q> interceptCall(
      ServerCall<Q, A> call, Metadata headers, ServerCallHandler<Q, A> next) {
    long startNs = metrics.nanoTime();
    CloseOnce once =
        new CloseOnce(status -> metrics.answered(call.getMethodDescriptor(), status, startNs));
    ServerCall<Q, A> counted =
        new SimpleForwardingServerCall<>(call) {
          @Override
          public void close(Status status, Metadata trailers) {
            once.close(status);
            super.close(status, trailers);
          }
        };
    return new SimpleForwardingServerCallListener<>(next.startCall(counted, headers)) {
      @Override
      public void onCancel() {
        once.close(Status.CANCELLED);
        super.onCancel();
      }
    };
  }
}
