package io.carillon.common.rpc;

import io.carillon.common.net.HostPort;
import io.carillon.common.ring.Ring;
import io.carillon.common.ring.RingView;
import io.carillon.common.store.SampleSink;
import io.carillon.common.store.SeriesSource;
import io.carillon.common.time.MonotonicClock;
import io.grpc.BindableService;
import io.grpc.ManagedChannel;
import io.grpc.Server;
import io.grpc.inprocess.InProcessChannelBuilder;
import io.grpc.inprocess.InProcessServerBuilder;
import io.grpc.netty.NettyChannelBuilder;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import org.jspecify.annotations.Nullable;

/** A sink and a source at the end of a transport; all of it is closed again. */
final class TestingSeam implements AutoCloseable {
  static final String INSTANCE_ID = "a1";

  /** No ring yet. */
  static final RingView NO_RING =
      new RingView() {
        @Override
        public @Nullable Ring current() {
          return null;
        }

        @Override
        public boolean offer(Ring ring) {
          return false;
        }
      };

  /** Small bounds, so that tests reach them. */
  static final RpcServerConfig SERVER_CONFIG =
      new RpcServerConfig(8 << 20, 4, 1 << 20, 1 << 20, 10_000);

  static final RpcClientConfig CLIENT_CONFIG =
      new RpcClientConfig(8 << 20, 10_000, 20_000, 8 << 20, 1 << 20, 200);

  final PrometheusRegistry registry = new PrometheusRegistry();
  final RpcMetrics metrics = new RpcMetrics(registry, MonotonicClock.system());
  private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();
  private final RpcServerConfig serverConfig;
  private final RpcClientConfig clientConfig;
  private final Deque<Runnable> closers = new ArrayDeque<>();

  TestingSeam() {
    this(SERVER_CONFIG, CLIENT_CONFIG);
  }

  TestingSeam(RpcServerConfig serverConfig, RpcClientConfig clientConfig) {
    this.serverConfig = serverConfig;
    this.clientConfig = clientConfig;
    closers.push(timer::shutdownNow);
  }

  RpcClientContext context() {
    return new RpcClientContext(clientConfig, NO_RING, 7, MonotonicClock.system(), timer, metrics);
  }

  SampleSink sink(Transport transport, SampleSink behind) {
    if (transport == Transport.DIRECT) {
      return behind;
    }
    return remoteSink(channel(transport, ingestService(behind)));
  }

  SeriesSource source(Transport transport, SeriesSource behind) {
    if (transport == Transport.DIRECT) {
      return behind;
    }
    return RemoteSeriesSource.ofInstance(
        INSTANCE_ID, channel(transport, new SeriesGrpcService(behind, serverConfig)), clientConfig);
  }

  SeriesSource federation(Transport transport, SeriesSource behind) {
    if (transport == Transport.DIRECT) {
      return behind;
    }
    return RemoteSeriesSource.ofCluster(
        "north", channel(transport, new FederationGrpcService(behind, serverConfig)), clientConfig);
  }

  IngestGrpcService ingestService(SampleSink behind) {
    return new IngestGrpcService(behind, new IngestIdentity(INSTANCE_ID, 1, NO_RING), serverConfig);
  }

  RemoteSampleSink remoteSink(ManagedChannel channel) {
    RemoteSampleSink sink = new RemoteSampleSink(INSTANCE_ID, channel, context());
    closers.push(sink::close);
    return sink;
  }

  /** A channel to a server of its own. */
  ManagedChannel channel(Transport transport, BindableService service) {
    if (transport == Transport.NETTY) {
      return nettyChannel(serve(service).address());
    }
    String name = InProcessServerBuilder.generateName();
    try {
      Server server =
          InProcessServerBuilder.forName(name)
              .executor(RpcServer.VIRTUAL_THREADS)
              .intercept(metrics.serverInterceptor())
              .addService(service)
              .build()
              .start();
      closers.push(server::shutdownNow);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    ManagedChannel channel =
        InProcessChannelBuilder.forName(name)
            .executor(RpcServer.VIRTUAL_THREADS)
            .intercept(metrics.clientInterceptor())
            .build();
    closers.push(channel::shutdownNow);
    return channel;
  }

  /** A real server on a free port. */
  RpcServer serve(BindableService... services) {
    RpcServer server =
        RpcServer.start(new HostPort("127.0.0.1", 0), List.of(services), serverConfig, metrics);
    closers.push(() -> server.stop(Duration.ZERO));
    return server;
  }

  ManagedChannel nettyChannel(HostPort address) {
    ManagedChannel channel =
        NettyChannelBuilder.forAddress(address.host(), address.port())
            .usePlaintext()
            .executor(RpcServer.VIRTUAL_THREADS)
            .intercept(metrics.clientInterceptor())
            .build();
    closers.push(channel::shutdownNow);
    return channel;
  }

  @Override
  public void close() {
    closers.forEach(Runnable::run);
  }
}
