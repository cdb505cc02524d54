package io.carillon.common.cluster;

import io.carillon.common.net.HostPort;
import io.carillon.common.ring.Ring;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * Calls to the ring service of other nodes. A future ends within a few seconds, with a {@link
 * io.carillon.common.error.CarillonException} when the call fails. Thread-safe.
 */
interface RingPeers {
  /** Asks who a node is and what ring it has. */
  CompletableFuture<Description> describe(HostPort grpcAddress);

  /** Asks an ingester to store a proposed ring; true once it is on its disk. */
  CompletableFuture<Boolean> propose(HostPort grpcAddress, Ring ring);

  /** Tells a node of a ring that holds; gives the epoch it has afterwards. */
  CompletableFuture<Long> announce(HostPort grpcAddress, Ring ring);

  /**
   * What a node says of itself.
   *
   * @param ring the newest ring it knows; null while none holds
   */
  record Description(
      String instanceId, long incarnation, Set<Role> roles, String zone, @Nullable Ring ring) {
    public Description {
      roles = Set.copyOf(roles);
    }
  }
}
