package io.carillon.common.cluster;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import com.hazelcast.cluster.MembershipEvent;
import com.hazelcast.cluster.MembershipListener;
import com.hazelcast.config.Config;
import com.hazelcast.config.ListenerConfig;
import com.hazelcast.core.Hazelcast;
import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.core.HazelcastInstanceNotActiveException;
import com.hazelcast.core.LifecycleEvent;
import com.hazelcast.core.LifecycleListener;
import io.carillon.common.error.CarillonException;
import io.carillon.common.error.ErrorCode;
import io.carillon.common.net.HostPort;
import io.carillon.common.ring.InstanceIdentity;
import io.carillon.common.ring.Ring;
import io.carillon.common.time.MonotonicClock;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * This node in Hazelcast. Joining never holds up the start: a thread of its own joins, tries again
 * when that fails, and starts anew when Hazelcast gives up. Thread-safe.
 */
final class ClusterNode implements Membership, AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(ClusterNode.class);

  private static final long RETRY_MS = 5_000;

  /** Hazelcast's own limit for an orderly goodbye is 3 s. */
  private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(6);

  private final ClusterSettings settings;
  private final InstanceIdentity identity;
  private final JoinPause joinPause;
  private final List<Runnable> memberListeners = new CopyOnWriteArrayList<>();
  private final List<Consumer<Ring>> ringListeners = new CopyOnWriteArrayList<>();
  private final CountDownLatch closing = new CountDownLatch(1);

  private volatile @Nullable HazelcastInstance hazelcast;
  private volatile List<ClusterMember> members = List.of();

  @GuardedBy("this")
  private @Nullable Thread joiner;

  ClusterNode(ClusterSettings settings, InstanceIdentity identity, MonotonicClock clock) {
    this.settings = settings;
    this.identity = identity;
    joinPause = new JoinPause(new JoinList(settings.join()), settings.clusterAddress(), clock);
  }

  /**
   * Starts joining and returns at once.
   *
   * @param grpcAddress where this node's gRPC server listens, with the port it really has
   * @param httpAddress the same of its HTTP server
   * @throws CarillonException with FAILED_PRECONDITION when the cluster port is in use, with
   *     BAD_DATA when {@code --cluster-address} names no interface
   */
  public synchronized void start(HostPort grpcAddress, HostPort httpAddress) {
    requireFree(settings);
    joiner =
        Thread.ofPlatform()
            .name("cluster-join")
            .daemon(true)
            .start(() -> run(grpcAddress, httpAddress));
  }

  @Override
  public List<ClusterMember> members() {
    return members;
  }

  /** Calls {@code listener} after {@link #members} changed; it must not block. */
  public void addMemberListener(Runnable listener) {
    memberListeners.add(listener);
  }

  /** Calls {@code listener} with each ring that another node spreads; it must not block. */
  void addRingListener(Consumer<Ring> listener) {
    ringListeners.add(listener);
  }

  /** Where rings are spread. */
  RingBoard board() {
    return new HazelcastRingBoard(() -> hazelcast);
  }

  /** Looks who is there; events of Hazelcast cause it too, but a merge may swallow them. */
  synchronized void refresh() {
    List<ClusterMember> now = observe();
    if (!now.equals(members)) {
      members = now;
      memberListeners.forEach(Runnable::run);
    }
  }

  /** Leaves the cluster; waits some seconds at most. */
  @Override
  public void close() {
    closing.countDown();
    Thread thread;
    synchronized (this) {
      thread = joiner;
    }
    try {
      if (thread != null && !thread.join(CLOSE_TIMEOUT)) {
        log.warn("Hazelcast has not stopped yet, going on without it");
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  private List<ClusterMember> observe() {
    HazelcastInstance instance = hazelcast;
    if (instance == null) {
      return List.of();
    }
    try {
      return instance.getCluster().getMembers().stream()
          .map(MemberAttributes::read)
          .filter(Objects::nonNull)
          .toList();
    } catch (HazelcastInstanceNotActiveException _) {
      return List.of();
    }
  }

  /* ---- The joining thread ---- */

  private void run(HostPort grpcAddress, HostPort httpAddress) {
    boolean isClosed = false;
    for (int attempt = 0; !isClosed; attempt++) {
      CountDownLatch stopped = new CountDownLatch(1);
      try {
        joinPause.await(closing);
        Config config = config(grpcAddress, httpAddress, stopped);
        HazelcastInstance instance = join(config, attempt % 2 == 1);
        hazelcast = instance;
        refresh();
        log.info("joined cluster address={} members={}", settings.clusterAddress(), members.size());
        isClosed = awaitEnd(stopped);
        if (isClosed) {
          instance.shutdown();
        }
      } catch (RuntimeException e) {
        log.error(
            "joining the cluster failed, trying again in {} ms; does a node of --join hang, or run"
                + " another version? address={} join={} error=\"{}\"",
            RETRY_MS,
            settings.clusterAddress(),
            settings.join(),
            e.toString());
      } catch (InterruptedException _) {
        Thread.currentThread().interrupt();
      }
      hazelcast = null;
      refresh();
      isClosed = isClosed || pause();
    }
  }

  /**
   * @param isAlone whether an ingester goes first without the others and merges with them later: a
   *     peer that hangs may have kept it from joining
   */
  private HazelcastInstance join(Config config, boolean isAlone) {
    if (!isAlone || !settings.join().contains(settings.clusterAddress())) {
      return Hazelcast.newHazelcastInstance(config);
    }
    HazelcastConfigs.joinWith(config.getNetworkConfig(), List.of(settings.clusterAddress()));
    HazelcastInstance instance = Hazelcast.newHazelcastInstance(config);
    HazelcastConfigs.joinWith(config.getNetworkConfig(), settings.join());
    return instance;
  }

  private Config config(HostPort grpcAddress, HostPort httpAddress, CountDownLatch stopped) {
    Config config =
        HazelcastConfigs.of(
            settings,
            MemberAttributes.of(settings, identity, grpcAddress, httpAddress),
            this::ringSpread);
    config.addListenerConfig(new ListenerConfig(new Members()));
    config.addListenerConfig(
        new ListenerConfig(
            (LifecycleListener)
                event -> {
                  if (event.getState() == LifecycleEvent.LifecycleState.SHUTDOWN) {
                    stopped.countDown();
                  }
                  refresh();
                }));
    return config;
  }

  private void ringSpread(byte[] bytes) {
    Ring ring = HazelcastRingBoard.decode(bytes);
    if (ring != null) {
      ringListeners.forEach(listener -> listener.accept(ring));
    }
  }

  /** Waits until this node closes (true) or Hazelcast has stopped by itself (false). */
  private boolean awaitEnd(CountDownLatch stopped) {
    try {
      while (!closing.await(200, TimeUnit.MILLISECONDS)) {
        if (stopped.getCount() == 0) {
          log.error("Hazelcast has stopped by itself, starting it anew in {} ms", RETRY_MS);
          return false;
        }
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
    return true;
  }

  /** Waits before the next try; true when this node closes. */
  private boolean pause() {
    try {
      return closing.await(RETRY_MS, TimeUnit.MILLISECONDS);
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      return true;
    }
  }

  private static void requireFree(ClusterSettings settings) {
    InetSocketAddress address =
        new InetSocketAddress(settings.bindAddress(), settings.clusterAddress().port());
    try (ServerSocket socket = new ServerSocket()) {
      socket.setReuseAddress(true);
      socket.bind(address);
    } catch (IOException e) {
      throw new CarillonException(
          ErrorCode.FAILED_PRECONDITION,
          "cannot listen for the cluster on "
              + settings.clusterAddress()
              + ": "
              + e.getMessage()
              + "; choose another with --cluster-address",
          e);
    }
  }

  private final class Members implements MembershipListener {
    @Override
    public void memberAdded(MembershipEvent event) {
      refresh();
    }

    @Override
    public void memberRemoved(MembershipEvent event) {
      refresh();
    }
  }
}
