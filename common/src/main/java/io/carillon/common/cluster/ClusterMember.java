package io.carillon.common.cluster;

import io.carillon.common.net.HostPort;
import io.carillon.common.ring.InstanceIdentity;
import java.util.Set;

/**
 * A node as membership sees it.
 *
 * @param instanceId stable identity, from its disk
 * @param incarnation random at each start of its process
 * @param roles what it does
 * @param zone failure domain
 * @param clusterAddress its {@code --cluster-address} as given there
 * @param boundAddress the same with the host as IP address
 * @param grpcAddress where it answers gRPC
 * @param httpAddress where it answers HTTP
 * @param clusterId cluster of the ring it knew when it started; empty while it knew none
 * @param isLocal whether it is this node
 */
public record ClusterMember(
    String instanceId,
    long incarnation,
    Set<Role> roles,
    String zone,
    HostPort clusterAddress,
    HostPort boundAddress,
    HostPort grpcAddress,
    HostPort httpAddress,
    String clusterId,
    boolean isLocal) {
  public ClusterMember {
    roles = Set.copyOf(roles);
  }

  /**
   * A node that runs without a cluster, as its own only member; its gRPC address stands for the
   * cluster address that it does not have.
   */
  public static ClusterMember alone(
      InstanceIdentity identity,
      Set<Role> roles,
      String zone,
      HostPort grpcAddress,
      HostPort httpAddress) {
    String clusterId = identity.clusterId();
    return new ClusterMember(
        identity.id(),
        identity.incarnation(),
        roles,
        zone,
        grpcAddress,
        grpcAddress,
        grpcAddress,
        httpAddress,
        clusterId == null ? "" : clusterId,
        true);
  }

  /** Whether it may hold partitions. */
  public boolean isIngester() {
    return roles.contains(Role.INGESTER);
  }
}
