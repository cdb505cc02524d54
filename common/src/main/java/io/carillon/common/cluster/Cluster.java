package io.carillon.common.cluster;

import io.carillon.common.error.CarillonException;
import io.carillon.common.net.HostPort;
import io.carillon.common.ring.InstanceIdentity;
import io.carillon.common.ring.RingHolder;
import io.carillon.common.ring.RingStore;
import io.carillon.common.rpc.AddressBook;
import io.carillon.common.time.MonotonicClock;
import io.grpc.BindableService;
import io.grpc.ManagedChannel;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Function;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * A node's part in a cluster: membership, addresses and the way to the ring, put together. Create
 * it, add {@link #ringService} to the gRPC server, start that server, then {@link #start}.
 * Thread-safe.
 */
public final class Cluster implements AutoCloseable {
  private final ClusterNode node;
  private final MemberAddressBook addresses = new MemberAddressBook();
  private final GrpcRingPeers peers;
  private final RingBootstrap bootstrap;
  private final RingDriver driver;
  private final RingGrpcService service;

  /**
   * Opens no port and starts no thread yet.
   *
   * @param dataDir where a proposed ring is kept
   * @param channelOpener opens gRPC channels to other nodes, such as {@link
   *     GrpcRingPeers#openPlaintext}
   * @param executor runs what may block, such as virtual threads
   * @throws CarillonException with FAILED_PRECONDITION naming both values when the ring on disk
   *     contradicts a setting
   */
  public Cluster(
      ClusterSettings settings,
      InstanceIdentity identity,
      RingHolder holder,
      Path dataDir,
      Function<HostPort, ManagedChannel> channelOpener,
      Executor executor,
      RandomGenerator random,
      MonotonicClock clock) {
    node = new ClusterNode(settings, identity, clock);
    peers = new GrpcRingPeers(channelOpener);
    bootstrap =
        new RingBootstrap(
            settings,
            identity,
            holder,
            RingStore.proposal(dataDir),
            node,
            peers,
            node.board(),
            random,
            clock);
    driver =
        new RingDriver(
            () -> {
              node.refresh();
              bootstrap.tick();
            });
    node.addMemberListener(
        () -> {
          addresses.update(node.members());
          driver.kick();
        });
    node.addRingListener(ring -> driver.execute(() -> bootstrap.announced(ring)));
    service = new RingGrpcService(settings, identity, holder, bootstrap, driver::kick, executor);
  }

  /**
   * Joins the cluster in the background and returns at once.
   *
   * @param grpcAddress where this node's gRPC server listens, with the port it really has
   * @param httpAddress the same of its HTTP server
   * @throws CarillonException with FAILED_PRECONDITION when the cluster port is in use, with
   *     BAD_DATA when {@code --cluster-address} names no interface
   */
  public void start(HostPort grpcAddress, HostPort httpAddress) {
    node.start(grpcAddress, httpAddress);
    driver.start();
  }

  /** What other nodes ask about the ring, for the gRPC server. */
  public BindableService ringService() {
    return service;
  }

  /** Where instances listen. */
  public AddressBook addressBook() {
    return addresses;
  }

  /** The nodes of the cluster with this one; empty before it has joined. */
  public List<ClusterMember> members() {
    return node.members();
  }

  /** Calls {@code listener} after {@link #members} changed; it must not block. */
  public void addMemberListener(Runnable listener) {
    node.addMemberListener(listener);
  }

  /** Why there is no ring yet, in words for an operator; null when there is one. */
  public @Nullable String notReadyReason() {
    return bootstrap.notReadyReason();
  }

  /**
   * Ends when this node must leave the cluster, for one of another cluster id or with other
   * settings, with the reason; the process should then stop with it. On the driver's thread.
   */
  public CompletableFuture<CarillonException> refusal() {
    return bootstrap.refusal();
  }

  /** Leaves the cluster; waits some seconds at most. */
  @Override
  public void close() {
    // First, so that the driver waits for no answer.
    peers.close();
    driver.close();
    node.close();
  }
}
