package io.carillon.common.rpc;

import com.google.protobuf.MessageLite;
import io.carillon.common.error.CarillonException;
import io.carillon.common.error.ErrorCode;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.ServerCallStreamObserver;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A read that is being answered: its work runs on a virtual thread of its own, which waits in
 * {@link #send} while the client takes nothing, so that no more than gRPC's small buffer is ever
 * ahead of the client. When the client cancels or its deadline passes, the thread is interrupted.
 *
 * @param <T> the response message
 */
final class ReadCall<T extends MessageLite> {
  /** What is answered. */
  @FunctionalInterface
  interface Work<T extends MessageLite> {
    /** Sends all responses; ends early with whatever an interruption makes it throw. */
    void answer(ReadCall<T> call) throws InterruptedException;
  }

  private static final Logger LOG = LoggerFactory.getLogger(ReadCall.class);

  private final ServerCallStreamObserver<T> responses;
  private final RpcServerConfig config;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();

  private ReadCall(ServerCallStreamObserver<T> responses, RpcServerConfig config) {
    this.responses = responses;
    this.config = config;
  }

  /** Starts the work and returns; runs {@code whenDone} at its end. Called in a service method. */
  static <T extends MessageLite> void start(
      ServerCallStreamObserver<T> responses,
      RpcServerConfig config,
      Work<T> work,
      Runnable whenDone) {
    ReadCall<T> call = new ReadCall<>(responses, config);
    Thread thread =
        Thread.ofVirtual()
            .name("carillon-read")
            .unstarted(
                () -> {
                  try {
                    call.run(work);
                  } finally {
                    whenDone.run();
                  }
                });
    responses.setOnReadyHandler(call::wakeUp);
    responses.setOnCancelHandler(thread::interrupt);
    thread.start();
  }

  /**
   * Sends one message, once the client is ready for it.
   *
   * @throws CarillonException with TOO_LARGE when it is above the limit, with TIMEOUT when the
   *     client takes nothing for too long
   */
  void send(T message) throws InterruptedException {
    if (message.getSerializedSize() > config.maxMessageBytes()) {
      throw new CarillonException(
          ErrorCode.TOO_LARGE,
          "the answer has "
              + message.getSerializedSize()
              + " bytes, more than the "
              + config.maxMessageBytes()
              + " that one message may have; ask for less by matchers, time range or limit");
    }
    awaitReady();
    responses.onNext(message);
  }

  private void awaitReady() throws InterruptedException {
    long leftNs = TimeUnit.MILLISECONDS.toNanos(config.maxReaderStallMs());
    lock.lockInterruptibly();
    try {
      while (!responses.isReady() && !responses.isCancelled()) {
        if (leftNs <= 0) {
          throw new CarillonException(
              ErrorCode.TIMEOUT,
              "the reader took nothing for " + config.maxReaderStallMs() + " ms");
        }
        leftNs = changed.awaitNanos(leftNs);
      }
    } finally {
      lock.unlock();
    }
    if (responses.isCancelled()) {
      throw new InterruptedException("canceled by the client");
    }
  }

  private void wakeUp() {
    lock.lock();
    try {
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  private void run(Work<T> work) {
    try {
      work.answer(this);
      responses.onCompleted();
    } catch (InterruptedException | RuntimeException | Error e) {
      fail(e);
    }
  }

  private void fail(Throwable error) {
    if (responses.isCancelled()) {
      return;
    }
    StatusRuntimeException status = RpcErrors.toStatus(error);
    if (!(error instanceof CarillonException)) {
      LOG.error("read failed, a bug of ours status={}", status.getStatus().getCode(), error);
    }
    responses.onError(status);
  }
}
