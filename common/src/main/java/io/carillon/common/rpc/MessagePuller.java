package io.carillon.common.rpc;

import io.carillon.common.error.CarillonException;
import io.carillon.common.error.ErrorCode;
import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientCall;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.jspecify.annotations.Nullable;

/**
 * The messages of a streamed answer, pulled one by one: few are unpacked ahead of the caller, all
 * others wait within HTTP/2's window or at the server. For one thread.
 *
 * <p>Not grpc-java's BlockingClientCall: on a fresh channel that one sends nothing before the first
 * read, so that several peers would be asked one after the other.
 *
 * @param <Q> the request message
 * @param <A> the response message
 */
final class MessagePuller<Q, A> implements AutoCloseable {
  /** What comes from the peer. */
  private sealed interface Event<A> {
    record Message<A>(A message) implements Event<A> {}

    record End<A>(Status status, Metadata trailers) implements Event<A> {}
  }

  /** One that the caller works on, one that is unpacked meanwhile. */
  private static final int MESSAGES_AHEAD = 2;

  private final String peer;
  private final ClientCall<Q, A> call;

  /** Never holds more than what was asked for, and the end. */
  private final BlockingQueue<Event<A>> events = new LinkedBlockingQueue<>();

  private boolean isEnded;

  /** Starts the call. */
  MessagePuller(
      String peer,
      Channel channel,
      MethodDescriptor<Q, A> method,
      CallOptions callOptions,
      Q request) {
    this.peer = peer;
    this.call = channel.newCall(method, callOptions);
    call.start(
        new ClientCall.Listener<>() {
          @Override
          public void onMessage(A message) {
            events.add(new Event.Message<>(message));
          }

          @Override
          public void onClose(Status status, Metadata trailers) {
            events.add(new Event.End<>(status, trailers));
          }
        },
        new Metadata());
    call.request(MESSAGES_AHEAD);
    call.sendMessage(request);
    call.halfClose();
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
    return switch (take()) {
      case Event.Message<A>(A message) -> {
        call.request(1);
        yield message;
      }
      case Event.End<A>(Status status, Metadata trailers) -> {
        isEnded = true;
        if (!status.isOk()) {
          throw RpcErrors.fromStatus(peer, status.asRuntimeException(trailers));
        }
        yield null;
      }
    };
  }

  /** Cancels the call unless it has ended. */
  @Override
  public void close() {
    if (!isEnded) {
      isEnded = true;
      call.cancel("closed by the reader", null);
    }
  }

  private Event<A> take() {
    try {
      return events.take();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CarillonException(ErrorCode.CANCELED, peer + ": the read was interrupted", e);
    }
  }
}
