package io.carillon.distributor;

import io.carillon.common.error.CarillonException;
import io.carillon.common.http.Endpoint;
import io.carillon.common.http.HttpAnswer;
import io.carillon.common.http.HttpCall;
import io.carillon.distributor.receive.RemoteWriteHeaders;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Remote write 1.0 over HTTP. 204 means durable. A sender drops what gets 400 and sends again what
 * gets 503 (prometheus.io/docs/specs/prw/remote_write_spec, "Retries & Backoff"). Thread-safe.
 */
final class WriteEndpoint {
  private static final int BAD_REQUEST = 400;

  /** Senders that failed together are asked to come back 1 to 5 s later, in turn. */
  private static final int MAX_RETRY_AFTER_SECONDS = 5;

  private final Distributor distributor;
  private final long maxBodyBytes;
  private final AtomicInteger retries = new AtomicInteger();

  WriteEndpoint(Distributor distributor, long maxBodyBytes) {
    this.distributor = distributor;
    this.maxBodyBytes = maxBodyBytes;
  }

  List<Endpoint> endpoints() {
    return List.of(endpoint("write", "/api/v1/write"), endpoint("push", "/api/v1/push"));
  }

  private Endpoint endpoint(String name, String path) {
    return new Endpoint(name, Set.of("POST"), path, maxBodyBytes, this::handle);
  }

  private HttpAnswer handle(HttpCall call) {
    try {
      RemoteWriteHeaders.check(call.header("Content-Type"), call.header("Content-Encoding"));
      return answer(distributor.writeRemote(call.tenant(), call.body()));
    } catch (CarillonException e) {
      return answer(e);
    }
  }

  private static HttpAnswer answer(WriteOutcome outcome) {
    if (outcome.isComplete()) {
      return HttpAnswer.noContent();
    }
    StringBuilder text = new StringBuilder();
    text.append(outcome.rejectedSamples()).append(" of ").append(outcome.receivedSamples());
    text.append(" samples were rejected, the others are stored:\n");
    outcome.reasons().forEach(reason -> text.append(reason).append('\n'));
    return HttpAnswer.text(BAD_REQUEST, text.toString());
  }

  private HttpAnswer answer(CarillonException e) {
    HttpAnswer answer = HttpAnswer.text(e.code().httpStatus(), e.getMessage() + "\n");
    if (!e.code().isRetryable()) {
      return answer;
    }
    int seconds = 1 + Math.floorMod(retries.getAndIncrement(), MAX_RETRY_AFTER_SECONDS);
    return answer.withHeader("Retry-After", Integer.toString(seconds));
  }
}
