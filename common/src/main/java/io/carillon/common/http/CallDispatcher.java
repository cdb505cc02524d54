package io.carillon.common.http;

import io.carillon.common.error.ErrorCode;
import io.carillon.common.time.MonotonicClock;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;

/**
 * Takes requests on event loops: finds the endpoint, reads the body, and hands over to a virtual
 * thread. Refusals are answered at once. Thread-safe.
 */
final class CallDispatcher {
  private static final String OPTIONS = "OPTIONS";

  /** Values of the label {@code method}; a client may invent others. */
  private static final Set<String> KNOWN_METHODS =
      Set.of("GET", "HEAD", "POST", "PUT", "DELETE", "PATCH", OPTIONS);

  private final Map<String, List<Endpoint>> byPath;
  private final HttpLimits limits;
  private final HttpMetrics metrics;
  private final MonotonicClock clock;
  private final ExecutorService handlers;
  private final BodyBudget budget;
  private final Semaphore running;

  CallDispatcher(
      Map<String, List<Endpoint>> byPath,
      HttpLimits limits,
      HttpMetrics metrics,
      MonotonicClock clock,
      ExecutorService handlers) {
    this.byPath = byPath;
    this.limits = limits;
    this.metrics = metrics;
    this.clock = clock;
    this.handlers = handlers;
    this.budget = new BodyBudget(Math.max(limits.maxBufferedBodyBytes(), largestBody(byPath)));
    this.running = new Semaphore(limits.maxRunningCalls());
  }

  private static long largestBody(Map<String, List<Endpoint>> byPath) {
    return byPath.values().stream()
        .flatMap(List::stream)
        .mapToLong(Endpoint::maxBodyBytes)
        .max()
        .orElse(0);
  }

  /** Routes all paths here; one call per event loop. */
  void addTo(Router router) {
    byPath.forEach(
        (path, endpoints) -> router.route(path).handler(context -> dispatch(endpoints, context)));
    router.route().handler(this::unmatched);
  }

  private void dispatch(List<Endpoint> endpoints, RoutingContext context) {
    long startNanos = clock.nanoTime();
    HttpServerRequest request = context.request();
    String method = request.method().name();
    prepare(request);
    for (Endpoint endpoint : endpoints) {
      if (endpoint.methods().contains(method)) {
        readBody(endpoint, context, startNanos);
        return;
      }
    }
    TreeSet<String> methods = new TreeSet<>(Set.of(OPTIONS));
    endpoints.forEach(endpoint -> methods.addAll(endpoint.methods()));
    String allowed = String.join(", ", methods);
    HttpAnswer answer =
        method.equals(OPTIONS)
            ? HttpAnswer.noContent()
            : HttpAnswer.text(405, "Method Not Allowed\n"); // Which are is in the header.
    respond(endpoints.getFirst().name(), request, answer.withHeader("Allow", allowed), startNanos);
  }

  private void unmatched(RoutingContext context) {
    long startNanos = clock.nanoTime();
    HttpServerRequest request = context.request();
    prepare(request);
    HttpAnswer answer =
        request.method().name().equals(OPTIONS)
            ? HttpAnswer.noContent()
            : HttpAnswer.text(404, "404 page not found: " + request.path() + "; see /\n");
    respond(HttpMetrics.UNMATCHED, request, answer, startNanos);
  }

  private void prepare(HttpServerRequest request) {
    HttpServerResponse response = request.response();
    response.exceptionHandler(_ -> {}); // A lost connection comes by closeHandler.
    response.putHeader("Vary", "Origin, Accept-Encoding");
    if (request.getHeader("Origin") != null) {
      response
          .putHeader("Access-Control-Allow-Origin", "*")
          .putHeader("Access-Control-Allow-Headers", "Accept, Authorization, Content-Type, Origin")
          .putHeader("Access-Control-Allow-Methods", "GET, POST, OPTIONS")
          .putHeader("Access-Control-Expose-Headers", "Date");
    }
  }

  private void readBody(Endpoint endpoint, RoutingContext context, long startNanos) {
    BodyReader reader =
        new BodyReader(
            endpoint,
            budget,
            body -> start(endpoint, context, body, startNanos),
            refusal -> respond(endpoint.name(), context.request(), refusal, startNanos));
    reader.read(context.request());
  }

  private void start(Endpoint endpoint, RoutingContext context, byte[] body, long startNanos) {
    HttpServerRequest request = context.request();
    if (!running.tryAcquire()) {
      budget.release(body.length);
      HttpAnswer busy =
          ErrorAnswers.of(
              ErrorCode.OVERLOADED,
              limits.maxRunningCalls() + " calls are running already; try again later");
      respond(endpoint.name(), request, busy, startNanos);
      return;
    }
    HttpServerResponse response = request.response();
    ReceivedCall call = new ReceivedCall(request, context.pathParams(), body);
    RunningCall runningCall = new RunningCall(endpoint, call, response, limits.writeTimeout());
    response.closeHandler(_ -> runningCall.clientGone());
    metrics.started();
    try {
      handlers.execute(() -> run(endpoint, call, runningCall, startNanos));
    } catch (RejectedExecutionException _) {
      release(call);
      respond(endpoint.name(), request, RunningCall.stopping(), startNanos);
    }
  }

  private void run(Endpoint endpoint, ReceivedCall call, RunningCall runningCall, long startNanos) {
    try {
      runningCall.run();
    } finally {
      release(call);
      long nanos = clock.nanoTime() - startNanos;
      metrics.answered(endpoint.name(), call.method(), runningCall.statusCode(), nanos);
    }
  }

  private void release(ReceivedCall call) {
    running.release();
    budget.release(call.body().length);
    metrics.ended();
  }

  /** Answers on the event loop, with a body that is small and at hand. */
  private void respond(
      String endpoint, HttpServerRequest request, HttpAnswer answer, long startNanos) {
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    try {
      answer.body().writeTo(body);
    } catch (IOException e) {
      throw new UncheckedIOException(e); // Bodies of refusals are in memory.
    }
    HttpServerResponse response = request.response().setStatusCode(answer.status());
    answer.headers().forEach(response::putHeader);
    response
        .end(Buffer.buffer(body.toByteArray()))
        .onComplete(
            _ -> {
              if (!request.isEnded()) {
                request.connection().close(); // The rest of the body would be read as a request.
              }
            });
    String method =
        KNOWN_METHODS.contains(request.method().name()) ? request.method().name() : "other";
    metrics.answered(endpoint, method, answer.status(), clock.nanoTime() - startNanos);
  }
}
