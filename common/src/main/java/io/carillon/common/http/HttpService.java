package io.carillon.common.http;

import io.carillon.common.error.CarillonException;
import io.carillon.common.error.ErrorCode;
import io.carillon.common.net.HostPort;
import io.carillon.common.time.MonotonicClock;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.file.FileSystemOptions;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.ext.web.Router;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The HTTP server of a process. Event loops move bytes; each call's handler runs on a virtual
 * thread of its own and may block. Thread-safe; started once and stopped once.
 */
public final class HttpService implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(HttpService.class);

  /** A long query in the URL; Go admits 1 MiB for the whole head. */
  private static final int MAX_REQUEST_LINE_BYTES = 256 << 10;

  private static final int MAX_HEADER_BYTES = 64 << 10;

  private static final Duration START_TIMEOUT = Duration.ofSeconds(30);

  /** For handlers to see that they are interrupted. */
  private static final Duration INTERRUPT_GRACE = Duration.ofSeconds(1);

  private final HostPort listen;
  private final HttpLimits limits;
  private final CallDispatcher dispatcher;
  private final ExecutorService handlers =
      Executors.newThreadPerTaskExecutor(Thread.ofVirtual().name("http-", 0).factory());
  private final List<HttpServer> servers = new CopyOnWriteArrayList<>();
  private @Nullable Vertx vertx;

  /**
   * Prepares a server that does not listen yet.
   *
   * @param listen where; port 0 lets the system choose
   * @param endpoints unique by method and path; of two paths that both fit, the first wins
   * @param registry gets the metrics {@code carillon_http_*}
   */
  public HttpService(
      HostPort listen,
      List<Endpoint> endpoints,
      HttpLimits limits,
      PrometheusRegistry registry,
      MonotonicClock clock) {
    this.listen = listen;
    this.limits = limits;
    HttpMetrics metrics = new HttpMetrics(registry);
    Map<String, List<Endpoint>> byPath = new LinkedHashMap<>();
    for (Endpoint endpoint : endpoints) {
      byPath.computeIfAbsent(endpoint.path(), _ -> new ArrayList<>()).add(endpoint);
      metrics.declare(endpoint);
    }
    this.dispatcher = new CallDispatcher(byPath, limits, metrics, clock, handlers);
  }

  /**
   * Starts to listen.
   *
   * @return the address with the real port
   * @throws CarillonException when the address cannot be bound
   */
  public synchronized HostPort start() {
    Vertx started = Vertx.vertx(vertxOptions());
    vertx = started;
    DeploymentOptions perEventLoop = new DeploymentOptions().setInstances(eventLoops());
    Future<String> deployed = started.deployVerticle(() -> _ -> listen(started), perEventLoop);
    try {
      deployed
          .toCompletionStage()
          .toCompletableFuture()
          .get(START_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException e) {
      stop(Duration.ZERO);
      throw cannotListen(e.getCause());
    } catch (TimeoutException e) {
      stop(Duration.ZERO);
      throw cannotListen(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      stop(Duration.ZERO);
      throw cannotListen(e);
    }
    return new HostPort(listen.host(), servers.getFirst().actualPort());
  }

  private Future<HttpServer> listen(Vertx vertx) {
    Router router = Router.router(vertx);
    dispatcher.addTo(router);
    HttpServer server = vertx.createHttpServer(serverOptions()).requestHandler(router);
    servers.add(server);
    return server.listen();
  }

  private CarillonException cannotListen(@Nullable Throwable cause) {
    String reason = cause == null ? "unknown reason" : String.valueOf(cause.getMessage());
    return new CarillonException(
        ErrorCode.FAILED_PRECONDITION,
        "cannot listen on " + listen + ": " + reason + "; choose another with --http-address",
        cause);
  }

  private static int eventLoops() {
    return Math.max(2, Runtime.getRuntime().availableProcessors());
  }

  private static VertxOptions vertxOptions() {
    return new VertxOptions()
        .setEventLoopPoolSize(eventLoops())
        .setWorkerPoolSize(1)
        .setInternalBlockingPoolSize(2)
        .setFileSystemOptions(
            new FileSystemOptions()
                .setClassPathResolvingEnabled(false)
                .setFileCachingEnabled(false));
  }

  private HttpServerOptions serverOptions() {
    return new HttpServerOptions()
        .setHost(listen.host())
        // To Vert.x, -1 is one random port that all event loops share, 0 one for each.
        .setPort(listen.port() == 0 ? -1 : listen.port())
        .setHttp2ClearTextEnabled(false)
        .setIdleTimeoutUnit(TimeUnit.MILLISECONDS)
        .setIdleTimeout(Math.toIntExact(limits.idleTimeout().toMillis()))
        .setMaxInitialLineLength(MAX_REQUEST_LINE_BYTES)
        .setMaxHeaderSize(MAX_HEADER_BYTES);
  }

  /**
   * Stops: no new connections from now on; running calls may end within {@code limit}, then they
   * are interrupted.
   */
  public synchronized void stop(Duration limit) {
    long limitMs = Math.max(1, limit.toMillis());
    List<Future<Void>> stopping =
        servers.stream().map(server -> server.shutdown(limitMs, TimeUnit.MILLISECONDS)).toList();
    if (!isDone(Future.join(stopping), limit.plus(INTERRUPT_GRACE))) {
      LOG.warn("event=http_connections_cut limit_s={}", limit.toSeconds());
    }
    if (vertx != null) {
      isDone(vertx.close(), START_TIMEOUT);
      vertx = null;
    }
    servers.clear();
    endHandlers();
  }

  /** Handlers whose connection is gone are interrupted already; the rest is now. */
  private void endHandlers() {
    handlers.shutdownNow();
    try {
      if (!handlers.awaitTermination(INTERRUPT_GRACE.toMillis(), TimeUnit.MILLISECONDS)) {
        LOG.warn("event=http_handlers_left reason=\"still running after an interrupt\"");
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  private static boolean isDone(Future<?> future, Duration limit) {
    try {
      future.toCompletionStage().toCompletableFuture().get(limit.toMillis(), TimeUnit.MILLISECONDS);
      return true;
    } catch (ExecutionException | TimeoutException _) {
      return false;
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  @Override
  public void close() {
    stop(Duration.ZERO);
  }
}
