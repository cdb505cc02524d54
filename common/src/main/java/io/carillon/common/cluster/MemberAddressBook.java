package io.carillon.common.cluster;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.carillon.common.net.HostPort;
import io.carillon.common.rpc.AddressBook;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Where the instances listen, as they last said: an address outlives the loss of its member, since
 * Hazelcast may lose nodes that gRPC still reaches. Asking is one volatile read. Thread-safe.
 */
final class MemberAddressBook implements AddressBook {
  private static final Logger log = LoggerFactory.getLogger(MemberAddressBook.class);

  /** Instances that are remembered; the longest unseen go first. */
  private static final int MAX_INSTANCES = 10_000;

  private volatile Map<String, HostPort> addresses = Map.of();

  /** In the order in which they were last seen. */
  @GuardedBy("this")
  private final Map<String, HostPort> seen = new LinkedHashMap<>();

  @Override
  public @Nullable HostPort grpcAddress(String instanceId) {
    return addresses.get(instanceId);
  }

  /** Learns the addresses of the members that are there now, those that joined first first. */
  public synchronized void update(List<ClusterMember> members) {
    Map<String, ClusterMember> first = new LinkedHashMap<>();
    for (ClusterMember member : members) {
      ClusterMember other = first.putIfAbsent(member.instanceId(), member);
      // The one that joined later may be a restarted process whose former self is not gone yet.
      if (other != null && !other.boundAddress().equals(member.boundAddress())) {
        log.error(
            "two nodes have the same instance id, is a --data-dir copied? instance={} first={}"
                + " second={}",
            member.instanceId(),
            other.clusterAddress(),
            member.clusterAddress());
      }
      seen.remove(member.instanceId());
      seen.put(member.instanceId(), member.grpcAddress());
    }
    while (seen.size() > MAX_INSTANCES) {
      seen.remove(seen.keySet().iterator().next());
    }
    addresses = Map.copyOf(seen);
  }
}
