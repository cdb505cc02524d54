package io.carillon.common.cluster;

import io.carillon.common.net.HostPort;
import io.carillon.common.ring.InstanceIdentity;
import io.carillon.common.ring.Ring;
import io.carillon.common.ring.RingHolder;
import io.carillon.common.ring.RingSettings;
import io.carillon.common.ring.RingStore;
import io.carillon.common.time.MonotonicClock;
import io.grpc.Server;
import io.grpc.netty.NettyServerBuilder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;

/** A node with real Hazelcast and gRPC on 127.0.0.1. */
final class TestNode implements AutoCloseable {
  static final String HOST = "127.0.0.1";

  final InstanceIdentity identity;
  final RingHolder holder;
  final Cluster cluster;
  private final ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor();
  private final Server server;

  private TestNode(
      Path dataDir, HostPort address, List<HostPort> join, Set<Role> roles, RingSettings ring) {
    SecureRandom random = new SecureRandom();
    identity = InstanceIdentity.open(dataDir, random);
    holder = RingHolder.open(RingStore.newest(dataDir), identity);
    cluster =
        new Cluster(
            new ClusterSettings(address, join, roles, "", ring),
            identity,
            holder,
            dataDir,
            GrpcRingPeers::openPlaintext,
            executor,
            random,
            MonotonicClock.system());
    server =
        NettyServerBuilder.forAddress(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
            .addService(cluster.ringService())
            .directExecutor()
            .build();
  }

  static TestNode start(Path dataDir, HostPort address, List<HostPort> join, Set<Role> roles) {
    return start(dataDir, address, join, roles, RingSettings.UNSET);
  }

  static TestNode start(
      Path dataDir, HostPort address, List<HostPort> join, Set<Role> roles, RingSettings ring) {
    TestNode node = new TestNode(dataDir, address, join, roles, ring);
    try {
      node.server.start();
      HostPort grpc = new HostPort(HOST, node.server.getPort());
      node.cluster.start(grpc, new HostPort(HOST, 1));
    } catch (IOException e) {
      node.close();
      throw new UncheckedIOException(e);
    } catch (RuntimeException e) {
      node.close();
      throw e;
    }
    return node;
  }

  static HostPort freePort() {
    try (ServerSocket socket = new ServerSocket()) {
      socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
      return new HostPort(HOST, socket.getLocalPort());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Nullable Ring ring() {
    return holder.current();
  }

  int grpcPort() {
    return server.getPort();
  }

  @Override
  public void close() {
    cluster.close();
    server.shutdownNow();
    executor.shutdownNow();
  }
}
