package io.carillon.deploy.server;

import io.carillon.common.cluster.Cluster;
import io.carillon.common.cluster.RingStatus;
import io.carillon.common.ring.RingView;
import io.carillon.common.time.MonotonicClock;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Why a process is not ready yet. Without a ring it never is. With one it depends on itself alone,
 * but for a short time after the start, in which it looks for its peers: else a whole cluster that
 * starts anew would fail the first requests. Thread-safe.
 */
final class Readiness implements Supplier<List<String>> {
  /** Membership finds peers that are there within some seconds, of which Hazelcast may take ten. */
  private static final long PEER_WAIT_NS = TimeUnit.SECONDS.toNanos(30);

  private final RingView ring;
  private final @Nullable Cluster cluster;
  private final MonotonicClock clock;
  private final long beginNs;
  private volatile boolean hasSeenPeers;

  Readiness(RingView ring, @Nullable Cluster cluster, MonotonicClock clock) {
    this.ring = ring;
    this.cluster = cluster;
    this.clock = clock;
    this.beginNs = clock.nanoTime();
  }

  @Override
  public List<String> get() {
    if (cluster == null) {
      return List.of();
    }
    String reason = cluster.notReadyReason();
    if (reason != null) {
      return List.of(reason);
    }
    if (hasSeenPeers || clock.nanoTime() - beginNs > PEER_WAIT_NS) {
      return List.of();
    }
    RingStatus.Coverage coverage =
        RingStatus.of(ring.current(), cluster.members(), null).coverage();
    int uncovered = coverage.belowQuorum() + coverage.missing();
    hasSeenPeers = uncovered == 0;
    return hasSeenPeers
        ? List.of()
        : List.of("looking for peers: " + uncovered + " partitions below their quorum so far");
  }
}
