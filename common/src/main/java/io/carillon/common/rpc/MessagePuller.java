package io.carillon.common.rpc;

import io.carillon.common.error.CarillonException;
import io.carillon.common.error.ErrorCode;
import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.MethodDescriptor;
import io.grpc.StatusException;
import io.grpc.stub.BlockingClientCall;
import io.grpc.stub.ClientCalls;
import org.jspecify.annotations.Nullable;

/**
 * The messages of a streamed answer, pulled one by one: at most one is unpacked ahead of the
 * caller, all others wait within HTTP/2's window or at the server. For one thread.
 *
 * @param <Q> the request message
 * @param <A> the response message
 */
final class MessagePuller<Q, A> implements AutoCloseable {
  private final String peer;
  private final BlockingClientCall<Q, A> call;
  private boolean isEnded;

  /** Starts the call. */
  MessagePuller(
      String peer,
      Channel channel,
      MethodDescriptor<Q, A> method,
      CallOptions callOptions,
      Q request) {
    this.peer = peer;
    this.call = ClientCalls.blockingV2ServerStreamingCall(channel, method, callOptions, request);
  }

  /** Who answers, as texts name it. */
  String peer() {
    return peer;
  }

  /** The next message; null after the last. */
  @Nullable A next() {
    if (isEnded) {
      return null;
    }
    try {
      A message = call.read();
      isEnded = message == null;
      return message;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CarillonException(ErrorCode.CANCELED, peer + ": the read was interrupted", e);
    } catch (StatusException e) {
      isEnded = true;
      throw RpcErrors.fromStatus(peer, e);
    }
  }

  /** Cancels the call unless it has ended. */
  @Override
  public void close() {
    if (!isEnded) {
      isEnded = true;
      call.cancel("closed by the reader", null);
    }
  }
}
