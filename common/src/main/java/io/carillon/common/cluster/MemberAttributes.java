package io.carillon.common.cluster;

import com.hazelcast.cluster.Member;
import com.hazelcast.config.MemberAttributeConfig;
import io.carillon.common.error.CarillonException;
import io.carillon.common.net.HostPort;
import io.carillon.common.ring.InstanceIdentity;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What a node says of itself in Hazelcast's member attributes: strings, fixed at its start. */
final class MemberAttributes {
  private static final String INSTANCE_ID = "carillon.instance-id";
  private static final String INCARNATION = "carillon.incarnation";
  private static final String ROLES = "carillon.roles";
  private static final String ZONE = "carillon.zone";
  private static final String CLUSTER_ADDRESS = "carillon.cluster-address";
  private static final String GRPC_ADDRESS = "carillon.grpc-address";
  private static final String HTTP_ADDRESS = "carillon.http-address";
  private static final String CLUSTER_ID = "carillon.cluster-id";

  private MemberAttributes() {}

  static MemberAttributeConfig of(
      ClusterSettings settings, InstanceIdentity identity, HostPort grpc, HostPort http) {
    Map<String, String> attributes = new HashMap<>();
    attributes.put(INSTANCE_ID, identity.id());
    attributes.put(INCARNATION, Long.toUnsignedString(identity.incarnation()));
    attributes.put(ROLES, Role.toText(settings.roles()));
    attributes.put(ZONE, settings.zone());
    attributes.put(CLUSTER_ADDRESS, settings.clusterAddress().toString());
    attributes.put(GRPC_ADDRESS, settings.reachable(grpc).toString());
    attributes.put(HTTP_ADDRESS, settings.reachable(http).toString());
    String clusterId = identity.clusterId();
    attributes.put(CLUSTER_ID, clusterId == null ? "" : clusterId);
    MemberAttributeConfig config = new MemberAttributeConfig();
    attributes.forEach(config::setAttribute);
    return config;
  }

  /** The node behind a Hazelcast member; null when it is none of ours. */
  static @Nullable ClusterMember read(Member member) {
    String instanceId = member.getAttribute(INSTANCE_ID);
    String incarnation = member.getAttribute(INCARNATION);
    if (instanceId == null || incarnation == null) {
      return null;
    }
    try {
      return new ClusterMember(
          instanceId,
          Long.parseUnsignedLong(incarnation),
          Role.fromText(text(member, ROLES)),
          text(member, ZONE),
          HostPort.parse(CLUSTER_ADDRESS, text(member, CLUSTER_ADDRESS)),
          new HostPort(member.getAddress().getHost(), member.getAddress().getPort()),
          HostPort.parse(GRPC_ADDRESS, text(member, GRPC_ADDRESS)),
          HostPort.parse(HTTP_ADDRESS, text(member, HTTP_ADDRESS)),
          text(member, CLUSTER_ID),
          member.localMember());
    } catch (CarillonException | NumberFormatException _) {
      return null;
    }
  }

  private static String text(Member member, String key) {
    String value = member.getAttribute(key);
    return value == null ? "" : value;
  }
}
