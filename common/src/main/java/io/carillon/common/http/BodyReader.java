package io.carillon.common.http;

import io.carillon.common.error.ErrorCode;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import java.util.Arrays;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Reads one request body into memory, within the endpoint's limit and the server's budget. What is
 * too much is still taken from the wire for a while, since a client that is cut off while it sends
 * seldom reads the answer. Used by one event loop.
 */
final class BodyReader {
  /** Enough for a wrong body of an honest client; a longer one is cut off. */
  private static final long MAX_SWALLOWED_BYTES = 64L << 20;

  private static final int INITIAL_BYTES = 8 << 10;

  private final Endpoint endpoint;
  private final BodyBudget budget;
  private final Consumer<byte[]> onBody;
  private final Consumer<HttpAnswer> onRefusal;

  private byte[] bytes = new byte[0];
  private int size;
  private long budgetedBytes;
  private long swallowedBytes;
  private @Nullable HttpAnswer refusal;
  private boolean isDone;

  /**
   * @param onBody gets the whole body; the receiver gives its bytes back to the budget
   * @param onRefusal gets the error when there is no room; the connection should then be closed
   */
  BodyReader(
      Endpoint endpoint,
      BodyBudget budget,
      Consumer<byte[]> onBody,
      Consumer<HttpAnswer> onRefusal) {
    this.endpoint = endpoint;
    this.budget = budget;
    this.onBody = onBody;
    this.onRefusal = onRefusal;
  }

  /** Starts reading; to be called before the handler of the request returns. */
  void read(HttpServerRequest request) {
    long declaredBytes = declaredBytes(request);
    if (declaredBytes > endpoint.maxBodyBytes()) {
      refuse(tooLarge());
    }
    if ("100-continue".equalsIgnoreCase(request.getHeader("Expect"))) {
      if (refusal != null) {
        finish();
        return;
      }
      request.response().writeContinue();
    }
    if (refusal == null) {
      bytes = new byte[(int) Math.min(declaredBytes, INITIAL_BYTES)];
    }
    request.exceptionHandler(_ -> abandon());
    request.handler(this::append);
    request.endHandler(_ -> finish());
  }

  private static long declaredBytes(HttpServerRequest request) {
    String length = request.getHeader("Content-Length");
    try {
      return length == null ? 0 : Long.parseLong(length);
    } catch (NumberFormatException _) {
      return Long.MAX_VALUE; // Netty lets no such request through.
    }
  }

  private void append(Buffer part) {
    if (isDone) {
      return;
    }
    if (refusal == null && size + (long) part.length() > endpoint.maxBodyBytes()) {
      refuse(tooLarge());
    }
    if (refusal == null && !budget.tryAcquire(part.length())) {
      refuse(
          ErrorAnswers.of(
              ErrorCode.OVERLOADED, "too many request bodies are in memory; try again later"));
    }
    if (refusal != null) {
      swallow(part.length());
      return;
    }
    budgetedBytes += part.length();
    if (size + part.length() > bytes.length) {
      bytes = Arrays.copyOf(bytes, grownCapacity(size + part.length()));
    }
    part.getBytes(bytes, size);
    size += part.length();
  }

  private int grownCapacity(int needed) {
    return (int) Math.max(needed, Math.min(2L * bytes.length, endpoint.maxBodyBytes()));
  }

  private void swallow(int length) {
    swallowedBytes += length;
    if (swallowedBytes > MAX_SWALLOWED_BYTES) {
      finish();
    }
  }

  private HttpAnswer tooLarge() {
    return ErrorAnswers.of(
        ErrorCode.TOO_LARGE,
        "expected a body of at most "
            + endpoint.maxBodyBytes()
            + " bytes for "
            + endpoint.name()
            + ", got more; send smaller requests");
  }

  private void refuse(HttpAnswer answer) {
    refusal = answer;
    releaseBytes();
  }

  private void abandon() {
    isDone = true;
    releaseBytes();
  }

  private void releaseBytes() {
    budget.release(budgetedBytes);
    budgetedBytes = 0;
    bytes = new byte[0];
    size = 0;
  }

  private void finish() {
    if (isDone) {
      return;
    }
    isDone = true;
    if (refusal != null) {
      onRefusal.accept(refusal);
    } else {
      onBody.accept(size == bytes.length ? bytes : Arrays.copyOf(bytes, size));
    }
  }
}
