package io.carillon.common.cluster;

import io.carillon.common.net.HostPort;
import io.carillon.common.time.MonotonicClock;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * How long a node lets others go first. A Hazelcast node that finds nobody founds a cluster of its
 * own, and such clusters merge only after some ten seconds; so when nodes start together, each but
 * the lowest of {@code --join} waits a little until one before it listens.
 */
final class JoinPause {
  private static final Duration FIRST = Duration.ofSeconds(3);

  /** So that of several nodes behind a dead one, the next goes first. */
  private static final Duration STEP = Duration.ofMillis(500);

  /** A node that is not named is of no use without one that is. */
  private static final Duration LONGEST = Duration.ofSeconds(8);

  private static final int CONNECT_TIMEOUT_MS = 300;
  private static final int PROBE_INTERVAL_MS = 100;

  private final List<HostPort> before;
  private final Duration longest;
  private final MonotonicClock clock;

  JoinPause(JoinList join, HostPort clusterAddress, MonotonicClock clock) {
    this.clock = clock;
    int place = join.addresses().indexOf(clusterAddress);
    before = place < 0 ? join.addresses() : join.addresses().subList(0, place);
    Duration byPlace = FIRST.plus(STEP.multipliedBy(Math.max(0, place - 1)));
    longest = place < 0 || byPlace.compareTo(LONGEST) > 0 ? LONGEST : byPlace;
  }

  /** Returns when one of the nodes before listens, after the longest pause, or when closing. */
  void await(CountDownLatch closing) throws InterruptedException {
    long startNs = clock.nanoTime();
    while (!before.isEmpty()
        && before.stream().noneMatch(JoinPause::listens)
        && clock.nanoTime() - startNs < longest.toNanos()) {
      if (closing.await(PROBE_INTERVAL_MS, TimeUnit.MILLISECONDS)) {
        return;
      }
    }
  }

  private static boolean listens(HostPort address) {
    try (Socket socket = new Socket()) {
      socket.connect(new InetSocketAddress(address.host(), address.port()), CONNECT_TIMEOUT_MS);
      return true;
    } catch (IOException _) {
      return false;
    }
  }
}
