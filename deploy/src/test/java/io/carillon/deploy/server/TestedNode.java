package io.carillon.deploy.server;

import io.carillon.common.net.HostPort;
import io.carillon.common.ring.InstanceIdentity;
import io.carillon.common.ring.Ring;
import io.carillon.common.ring.RingView;
import io.carillon.common.rpc.RpcClientConfig;
import io.carillon.common.rpc.RpcClientContext;
import io.carillon.common.rpc.RpcMetrics;
import io.carillon.common.rpc.RpcReplicas;
import io.carillon.common.store.SampleSink;
import io.carillon.common.store.SeriesSource;
import io.carillon.common.time.MonotonicClock;
import io.carillon.deploy.cli.Main;
import io.carillon.deploy.cli.ServerSettings;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A node that is alone, and a client that reaches its ingester over gRPC as another node would. */
public final class TestedNode implements AutoCloseable {
  private static final RingView NO_RING =
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

  private final List<Throwable> fatal = new CopyOnWriteArrayList<>();
  private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();
  private final String instanceId;
  private final Node node;
  private final RpcReplicas replicas;

  /**
   * Opens a node on free ports.
   *
   * @param more flags
   */
  public TestedNode(Path dataDir, String... more) {
    HostPort grpcAddress = new HostPort("127.0.0.1", freePort());
    node =
        Node.open(
            settings(
                Stream.concat(
                        Stream.of(
                            "--http-address=127.0.0.1:0",
                            "--grpc-address=" + grpcAddress,
                            "--data-dir=" + dataDir,
                            "--min-free-disk-bytes=1",
                            "--retention=100y",
                            "--self-metrics=off"),
                        Stream.of(more))
                    .toArray(String[]::new)),
            Surroundings.ofProcess(),
            fatal::add);
    instanceId = InstanceIdentity.open(dataDir, RandomGenerator.of("L64X128MixRandom")).id();
    RpcMetrics metrics = new RpcMetrics(new PrometheusRegistry(), MonotonicClock.system());
    replicas =
        new RpcReplicas(
            _ -> grpcAddress,
            null,
            new RpcClientContext(
                RpcClientConfig.DEFAULT, NO_RING, 7, MonotonicClock.system(), timer, metrics));
  }

  private static ServerSettings settings(String... flags) {
    List<ServerSettings> settings = new ArrayList<>();
    new Main(
            each -> {
              settings.add(each);
              return 0;
            },
            List::of,
            InstantSource.system(),
            Map.of())
        .run(flags);
    return settings.getFirst();
  }

  private static int freePort() {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.ofLiteral("127.0.0.1"))) {
      return socket.getLocalPort();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** What a disk holds when its node is killed now. */
  public static Path crashImage(Path dataDir, Path target) throws IOException {
    try (Stream<Path> files = Files.walk(dataDir)) {
      for (Path file : files.toList()) {
        Path copy = target.resolve(dataDir.relativize(file));
        if (Files.isDirectory(file)) {
          Files.createDirectories(copy);
        } else {
          Files.copy(file, copy);
        }
      }
    }
    return target;
  }

  public String httpUrl() {
    return "http://" + node.httpAddress();
  }

  SampleSink sink() {
    return Objects.requireNonNull(replicas.sink(instanceId));
  }

  SeriesSource source() {
    return Objects.requireNonNull(replicas.source(instanceId));
  }

  /** Ends the node as SIGTERM does. */
  @Override
  public void close() {
    replicas.close();
    timer.shutdownNow();
    node.close();
    if (!fatal.isEmpty()) {
      throw new AssertionError("the node failed", fatal.getFirst());
    }
  }
}
