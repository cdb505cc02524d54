package io.carillon.common.cluster;

import io.carillon.common.error.CarillonException;
import io.carillon.common.error.ErrorCode;
import io.carillon.common.net.HostPort;
import io.carillon.common.ring.RingSettings;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Set;

/**
 * How a node takes part in a cluster.
 *
 * @param clusterAddress where Hazelcast listens; names one interface of this machine
 * @param join cluster addresses of ingesters, the same list for every role
 * @param roles what this node does
 * @param zone failure domain; empty when there are none
 * @param ring what the operator asks of the ring
 */
public record ClusterSettings(
    HostPort clusterAddress, List<HostPort> join, Set<Role> roles, String zone, RingSettings ring) {
  public ClusterSettings {
    join = List.copyOf(join);
    roles = Set.copyOf(roles);
    if (join.isEmpty()) {
      throw new CarillonException(
          ErrorCode.BAD_DATA, "--join: expected the cluster address of an ingester, got none");
    }
  }

  /**
   * The IP address that {@code --cluster-address} names.
   *
   * @throws CarillonException with BAD_DATA when it names none or all interfaces, or no port
   */
  InetAddress bindAddress() {
    InetAddress address;
    try {
      address = InetAddress.getByName(clusterAddress.host());
    } catch (UnknownHostException e) {
      throw new CarillonException(
          ErrorCode.BAD_DATA, "--cluster-address: cannot resolve " + clusterAddress.host(), e);
    }
    if (address.isAnyLocalAddress()) {
      throw new CarillonException(
          ErrorCode.BAD_DATA,
          "--cluster-address: expected the address of one interface, which other nodes can reach,"
              + " got "
              + clusterAddress);
    }
    if (clusterAddress.port() == 0) {
      throw new CarillonException(
          ErrorCode.BAD_DATA, "--cluster-address: expected a port that others can name, got 0");
    }
    return address;
  }

  /**
   * Where others reach a server of this node: one that listens everywhere, at the cluster's host.
   */
  HostPort reachable(HostPort address) {
    return switch (address.host()) {
      case "0.0.0.0", "::", "*" -> new HostPort(clusterAddress.host(), address.port());
      default -> address;
    };
  }
}
