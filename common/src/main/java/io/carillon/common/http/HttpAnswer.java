package io.carillon.common.http;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;

/**
 * One response.
 *
 * @param status HTTP status
 * @param headers headers besides those the server sets itself
 * @param body writes the body; called once, on the thread of the handler, after it returned
 * @param onClose frees what the body held; called once in any case, after the body if that is
 *     written at all
 */
public record HttpAnswer(int status, Map<String, String> headers, Body body, Runnable onClose) {
  public HttpAnswer {
    headers = Map.copyOf(headers);
  }

  /** An answer that holds nothing. */
  public HttpAnswer(int status, Map<String, String> headers, Body body) {
    this(status, headers, body, () -> {});
  }

  /** Writes a body. */
  @FunctionalInterface
  public interface Body {
    /** Writes everything; the stream is bounded and blocks while the client is slow. */
    void writeTo(OutputStream out) throws IOException;
  }

  /** 204 without body. */
  public static HttpAnswer noContent() {
    return new HttpAnswer(204, Map.of(), _ -> {});
  }

  /** Plain text. */
  public static HttpAnswer text(int status, String text) {
    return new HttpAnswer(
        status,
        Map.of("Content-Type", "text/plain; charset=utf-8"),
        out -> out.write(text.getBytes(StandardCharsets.UTF_8)));
  }

  /** JSON that {@code body} writes. */
  public static HttpAnswer json(int status, Body body) {
    return new HttpAnswer(status, Map.of("Content-Type", "application/json"), body);
  }

  /** The same answer with one more header. */
  public HttpAnswer withHeader(String name, String value) {
    HashMap<String, String> all = new HashMap<>(headers);
    all.put(name, value);
    return new HttpAnswer(status, all, body, onClose);
  }

  /** The same answer that frees something at its end. */
  public HttpAnswer withClose(Runnable newOnClose) {
    return new HttpAnswer(status, headers, body, newOnClose);
  }
}
