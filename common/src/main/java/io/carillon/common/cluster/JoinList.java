package io.carillon.common.cluster;

import io.carillon.common.net.HostPort;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The ingesters that {@code --join} names, lowest address first. Immutable. */
final class JoinList {
  private final List<HostPort> addresses;

  JoinList(List<HostPort> join) {
    addresses =
        join.stream()
            .distinct()
            .sorted(Comparator.comparing(HostPort::host).thenComparingInt(HostPort::port))
            .toList();
  }

  List<HostPort> addresses() {
    return addresses;
  }

  /** Who proposes the first ring. */
  HostPort lowest() {
    return addresses.getFirst();
  }

  /** The entry that names a member; null when none does. May ask the name service. */
  @Nullable HostPort entryOf(ClusterMember member) {
    for (HostPort entry : addresses) {
      if (entry.equals(member.clusterAddress()) || entry.equals(member.boundAddress())) {
        return entry;
      }
    }
    for (HostPort entry : addresses) {
      if (entry.port() == member.boundAddress().port()
          && resolvesTo(entry.host(), member.boundAddress().host())) {
        return entry;
      }
    }
    return null;
  }

  /** The members that are named, each entry at most once. */
  List<ClusterMember> named(List<ClusterMember> members) {
    return members.stream().filter(m -> entryOf(m) != null).toList();
  }

  /** The entries of which no member is there. */
  List<HostPort> missing(List<ClusterMember> members) {
    List<HostPort> there =
        members.stream().map(this::entryOf).filter(Objects::nonNull).distinct().toList();
    return addresses.stream().filter(a -> !there.contains(a)).toList();
  }

  private static boolean resolvesTo(String host, String address) {
    try {
      for (InetAddress resolved : InetAddress.getAllByName(host)) {
        if (resolved.getHostAddress().equals(address)) {
          return true;
        }
      }
    } catch (UnknownHostException _) {
      // A name may appear only when its container does.
      return false;
    }
    return false;
  }
}
