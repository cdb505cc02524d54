package io.carillon.common.rpc;

import io.grpc.Status;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;

/** Tells of the first of several ends of a call. Thread-safe. */
final class CloseOnce {
  private final AtomicBoolean isClosed = new AtomicBoolean();
  private final Consumer<Status> listener;

  CloseOnce(Consumer<Status> listener) {
    this.listener = listener;
  }

  void close(Status status) {
    if (isClosed.compareAndSet(false, true)) {
      listener.accept(status);
    }
  }
}
