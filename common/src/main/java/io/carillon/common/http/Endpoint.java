package io.carillon.common.http;

import java.util.Set;

/**
 * One resource of the HTTP server.
 *
 * @param name stable name for metrics and logs, such as {@code query_range}
 * @param methods HTTP methods; any other gets 405
 * @param path path with parameters as {@code :name}, such as {@code /api/v1/label/:name/values}
 * @param maxBodyBytes largest body as it comes over the wire; a larger one gets 413
 * @param handler answers; called on a virtual thread, many at once; it is interrupted when the
 *     client goes away
 */
public record Endpoint(
    String name, Set<String> methods, String path, long maxBodyBytes, Handler handler) {
  /** Enough for a form with a long query. */
  public static final long FORM_BODY_BYTES = 16L << 20;

  public Endpoint {
    methods = Set.copyOf(methods);
  }

  /** Answers calls. */
  @FunctionalInterface
  public interface Handler {
    /**
     * Answers one call.
     *
     * @throws io.carillon.common.error.CarillonException which becomes Prometheus' error envelope
     */
    HttpAnswer handle(HttpCall call);
  }
}
