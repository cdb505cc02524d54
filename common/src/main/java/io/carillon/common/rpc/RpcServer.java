package io.carillon.common.rpc;

import io.carillon.common.error.CarillonException;
import io.carillon.common.error.ErrorCode;
import io.carillon.common.net.HostPort;
import io.grpc.BindableService;
import io.grpc.Server;
import io.grpc.netty.NettyServerBuilder;
import java.io.IOException;
import java.net.BindException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The gRPC server of a node. Starts and stops once. */
public final class RpcServer implements AutoCloseable {
  /** Runs callbacks of calls, on the server and on channels. */
  static final Executor VIRTUAL_THREADS =
      task -> Thread.ofVirtual().name("carillon-rpc").start(task);

  private static final Logger LOG = LoggerFactory.getLogger(RpcServer.class);

  /** The flag that changes where the server listens, for texts. */
  private static final String ADDRESS_FLAG = "--grpc-address";

  /** Clients ping every 10 s at most; half of it, so that an early ping is no offence. */
  private static final long MIN_CLIENT_PING_SECONDS = 5;

  /** A dead client is noticed within the sum of both. */
  private static final long PING_SECONDS = 20;

  private static final long PING_TIMEOUT_SECONDS = 10;

  /** What {@link #close} gives calls that run. */
  private static final Duration CLOSE_GRACE = Duration.ofSeconds(5);

  private final HostPort address;
  private final List<BindableService> services;
  private final Server server;

  private RpcServer(HostPort address, List<BindableService> services, Server server) {
    this.address = address;
    this.services = services;
    this.server = server;
  }

  /**
   * Starts to listen.
   *
   * @param listen where; port 0 lets the system choose
   * @throws CarillonException with FAILED_PRECONDITION when that is not possible
   */
  public static RpcServer start(
      HostPort listen,
      List<? extends BindableService> services,
      RpcServerConfig config,
      RpcMetrics metrics) {
    InetSocketAddress socketAddress = new InetSocketAddress(listen.host(), listen.port());
    if (socketAddress.isUnresolved()) {
      throw cannotListen(listen, "the host name is not known", null);
    }
    NettyServerBuilder builder =
        NettyServerBuilder.forAddress(socketAddress)
            .executor(VIRTUAL_THREADS)
            .intercept(metrics.serverInterceptor())
            .maxInboundMessageSize(config.maxMessageBytes())
            .permitKeepAliveTime(MIN_CLIENT_PING_SECONDS, TimeUnit.SECONDS)
            .permitKeepAliveWithoutCalls(true)
            .keepAliveTime(PING_SECONDS, TimeUnit.SECONDS)
            .keepAliveTimeout(PING_TIMEOUT_SECONDS, TimeUnit.SECONDS);
    services.forEach(builder::addService);
    try {
      Server server = builder.build().start();
      HostPort bound = new HostPort(listen.host(), server.getPort());
      LOG.info("grpc listens address={}", bound);
      return new RpcServer(bound, List.copyOf(services), server);
    } catch (IOException e) {
      throw cannotListen(listen, reason(e), e);
    }
  }

  /** Where it listens, with the real port. */
  public HostPort address() {
    return address;
  }

  /**
   * Stops: takes no more calls, gives those that run the grace, then cancels them. Services that
   * are {@link AutoCloseable} are closed first, so that they can end their long-lived streams.
   */
  public void stop(Duration grace) {
    server.shutdown();
    services.forEach(RpcServer::closeService);
    try {
      if (!server.awaitTermination(grace.toMillis(), TimeUnit.MILLISECONDS)) {
        LOG.info("grpc calls are cancelled, the grace is over address={}", address);
        server.shutdownNow();
        server.awaitTermination(CLOSE_GRACE.toMillis(), TimeUnit.MILLISECONDS);
      }
    } catch (InterruptedException e) {
      server.shutdownNow();
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void close() {
    stop(CLOSE_GRACE);
  }

  private static void closeService(BindableService service) {
    if (service instanceof AutoCloseable closeable) {
      try {
        closeable.close();
      } catch (Exception e) {
        LOG.warn("grpc service does not close service={}", service.getClass().getName(), e);
      }
    }
  }

  private static String reason(IOException error) {
    for (Throwable cause = error; cause != null; cause = cause.getCause()) {
      if (cause instanceof BindException && String.valueOf(cause.getMessage()).contains("in use")) {
        return "the port is in use by another process";
      }
    }
    Throwable cause = error.getCause() == null ? error : error.getCause();
    return String.valueOf(cause.getMessage());
  }

  private static CarillonException cannotListen(
      HostPort listen, String reason, @Nullable IOException cause) {
    return new CarillonException(
        ErrorCode.FAILED_PRECONDITION,
        "cannot listen for gRPC on " + listen + ": " + reason + "; " + ADDRESS_FLAG + " changes it",
        cause);
  }
}
