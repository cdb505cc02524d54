package io.carillon.common.http;

import io.carillon.common.error.CarillonException;
import io.carillon.common.error.ErrorCode;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerResponse;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One call from its handler to the end of its answer, on a virtual thread. When the client goes
 * away, the event loop interrupts that thread.
 */
final class RunningCall implements Runnable {
  private static final Logger LOG = LoggerFactory.getLogger(RunningCall.class);

  private final Endpoint endpoint;
  private final HttpCall call;
  private final HttpServerResponse response;
  private final Duration writeTimeout;
  private volatile boolean isClientGone;
  private volatile @Nullable Thread thread;

  RunningCall(
      Endpoint endpoint, HttpCall call, HttpServerResponse response, Duration writeTimeout) {
    this.endpoint = endpoint;
    this.call = call;
    this.response = response;
    this.writeTimeout = writeTimeout;
  }

  /** The client hung up: nobody waits for the answer. Called by the event loop. */
  void clientGone() {
    isClientGone = true;
    Thread running = thread;
    if (running != null) {
      running.interrupt();
    }
  }

  @Override
  public void run() {
    thread = Thread.currentThread();
    if (!isClientGone) {
      answer();
    }
  }

  /** Status for the metrics: what the client saw, or 499 when it did not wait for it. */
  int statusCode() {
    return isClientGone ? ErrorCode.CANCELED.httpStatus() : response.getStatusCode();
  }

  /** What a client gets that comes while the server stops. */
  static HttpAnswer stopping() {
    return ErrorAnswers.of(ErrorCode.UNAVAILABLE, "the server is stopping; try another node");
  }

  private void answer() {
    try {
      send(endpoint.handler().handle(call));
    } catch (ConnectionLostException e) {
      LOG.debug("event=answer_lost endpoint={} reason=\"{}\"", endpoint.name(), e.getMessage());
      response.reset();
    } catch (Throwable e) { // Whatever a handler throws, its client gets an answer.
      fail(e);
    }
  }

  private void fail(Throwable error) {
    if (isClientGone || response.ended()) {
      return;
    }
    if (response.headWritten()) {
      LOG.warn("event=answer_cut_short endpoint={}", endpoint.name(), error);
      response.reset();
      return;
    }
    try {
      send(errorAnswer(error));
    } catch (IOException e) {
      LOG.debug("event=answer_lost endpoint={} reason=\"{}\"", endpoint.name(), e.getMessage());
      response.reset();
    }
  }

  private HttpAnswer errorAnswer(Throwable error) {
    if (error instanceof CarillonException known) {
      if (known.code().httpStatus() == ErrorCode.INTERNAL.httpStatus()) {
        LOG.error("event=call_failed endpoint={}", endpoint.name(), error);
      }
      return ErrorAnswers.of(known);
    }
    if (error instanceof InterruptedIOException || Thread.interrupted()) {
      return stopping();
    }
    LOG.error("event=call_failed endpoint={}", endpoint.name(), error);
    return ErrorAnswers.of(
        ErrorCode.INTERNAL, "unexpected error in " + endpoint.name() + ": " + error);
  }

  private void send(HttpAnswer answer) throws IOException {
    try {
      write(answer);
    } finally {
      answer.onClose().run();
    }
  }

  private void write(HttpAnswer answer) throws IOException {
    boolean isEncoded = answer.headers().containsKey("Content-Encoding");
    response.setStatusCode(answer.status());
    answer.headers().forEach(response::putHeader);
    AnswerStream body =
        new AnswerStream(
            response,
            !isEncoded && AcceptEncoding.acceptsGzip(call.header("Accept-Encoding")),
            call.method().equals(HttpMethod.HEAD.name()),
            writeTimeout);
    answer.body().writeTo(body);
    body.finish();
  }
}
