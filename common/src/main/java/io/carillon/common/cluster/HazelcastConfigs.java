package io.carillon.common.cluster;

import com.hazelcast.config.ClassFilter;
import com.hazelcast.config.Config;
import com.hazelcast.config.EntryListenerConfig;
import com.hazelcast.config.InMemoryFormat;
import com.hazelcast.config.JavaSerializationFilterConfig;
import com.hazelcast.config.JoinConfig;
import com.hazelcast.config.MapConfig;
import com.hazelcast.config.MemberAttributeConfig;
import com.hazelcast.config.NetworkConfig;
import com.hazelcast.core.EntryEvent;
import com.hazelcast.instance.EndpointQualifier;
import com.hazelcast.map.listener.EntryAddedListener;
import com.hazelcast.map.listener.EntryUpdatedListener;
import com.hazelcast.spi.MemberAddressProvider;
import io.carillon.common.net.HostPort;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** The one way Hazelcast is configured here. Nothing is read from files or system properties. */
final class HazelcastConfigs {
  /** Name of the map that spreads rings, by cluster id. */
  static final String RING_MAP = "carillon.ring";

  /** Keeps nodes of other software apart; it is no secret and needs to be none. */
  private static final String CLUSTER_NAME = "carillon";

  /** Long enough for a GC pause, short enough that a hung peer stalls maps only briefly. */
  static final int MAX_NO_HEARTBEAT_SECONDS = 8;

  /** A join that takes longer fails; it takes so long when a peer accepts connections but hangs. */
  private static final int MAX_JOIN_SECONDS = 10;

  private static final int CONNECT_TIMEOUT_SECONDS = 2;

  private static final Map<String, String> PROPERTIES =
      Map.ofEntries(
          Map.entry("hazelcast.logging.type", "slf4j"),
          Map.entry("hazelcast.phone.home.enabled", "false"),
          Map.entry("hazelcast.shutdownhook.enabled", "false"),
          Map.entry("hazelcast.socket.bind.any", "false"),
          Map.entry(
              "hazelcast.socket.connect.timeout.seconds", String.valueOf(CONNECT_TIMEOUT_SECONDS)),
          Map.entry("hazelcast.wait.seconds.before.join", "0"),
          Map.entry("hazelcast.max.join.seconds", String.valueOf(MAX_JOIN_SECONDS)),
          Map.entry("hazelcast.mastership.claim.timeout.seconds", "3"),
          Map.entry("hazelcast.heartbeat.interval.seconds", "1"),
          Map.entry("hazelcast.max.no.heartbeat.seconds", String.valueOf(MAX_NO_HEARTBEAT_SECONDS)),
          Map.entry("hazelcast.merge.first.run.delay.seconds", "5"),
          Map.entry("hazelcast.merge.next.run.delay.seconds", "5"),
          Map.entry("hazelcast.operation.call.timeout.millis", "5000"),
          Map.entry("hazelcast.graceful.shutdown.max.wait", "3"),
          Map.entry("hazelcast.partition.count", "71"),
          Map.entry("hazelcast.jmx", "false"),
          Map.entry("hazelcast.health.monitoring.level", "OFF"),
          // Little goes through Hazelcast: a few threads are enough on any machine.
          Map.entry("hazelcast.io.thread.count", "1"),
          Map.entry("hazelcast.operation.thread.count", "2"),
          Map.entry("hazelcast.operation.generic.thread.count", "2"),
          Map.entry("hazelcast.operation.response.thread.count", "1"),
          Map.entry("hazelcast.event.thread.count", "1"),
          Map.entry("hazelcast.clientengine.thread.count", "1"),
          Map.entry("hazelcast.clientengine.query.thread.count", "1"),
          Map.entry("hazelcast.clientengine.blocking.thread.count", "1"));

  private HazelcastConfigs() {}

  /**
   * @param attributes what this node says of itself
   * @param onRing called with a ring that comes or changes on the map, as it is encoded there
   */
  static Config of(
      ClusterSettings settings, MemberAttributeConfig attributes, Consumer<byte[]> onRing) {
    Config config = new Config();
    config.setClusterName(CLUSTER_NAME);
    PROPERTIES.forEach(config::setProperty);
    config.setLiteMember(!settings.roles().contains(Role.INGESTER));
    config.setMemberAttributeConfig(attributes);
    config.getJetConfig().setEnabled(false);
    config.getMetricsConfig().setEnabled(false);
    network(config.getNetworkConfig(), settings);
    serialization(config);
    config.addMapConfig(ringMap(onRing));
    return config;
  }

  private static void network(NetworkConfig network, ClusterSettings settings) {
    InetAddress address = settings.bindAddress();
    int port = settings.clusterAddress().port();
    network.setPort(port).setPortAutoIncrement(false).setReuseAddress(true);
    // Not InterfacesConfig: with it, members given by host name must match this node's interface.
    network
        .getMemberAddressProviderConfig()
        .setEnabled(true)
        .setImplementation(new OneAddress(new InetSocketAddress(address, port)));
    JoinConfig join = network.getJoin();
    join.getAutoDetectionConfig().setEnabled(false);
    join.getMulticastConfig().setEnabled(false);
    join.getTcpIpConfig().setEnabled(true).setConnectionTimeoutSeconds(CONNECT_TIMEOUT_SECONDS);
    joinWith(network, settings.join());
  }

  /** Whom a node asks from now on; an instance that runs looks here before each try to merge. */
  static void joinWith(NetworkConfig network, List<HostPort> addresses) {
    network
        .getJoin()
        .getTcpIpConfig()
        .setMembers(addresses.stream().map(HazelcastConfigs::resolved).toList());
  }

  /** As IP address where possible, since Hazelcast compares addresses as text. */
  private static String resolved(HostPort address) {
    try {
      String ip = InetAddress.getByName(address.host()).getHostAddress();
      return new HostPort(ip, address.port()).toString();
    } catch (UnknownHostException _) {
      return address.toString();
    }
  }

  /**
   * Nothing but bytes, strings, Hazelcast's own errors and the state of its cluster, which parts of
   * several members change to merge, is read from the network by Java's serialization.
   */
  private static void serialization(Config config) {
    ClassFilter allowed =
        new ClassFilter()
            .addPackages(
                "java.lang",
                "com.hazelcast.core",
                "com.hazelcast.spi.exception",
                "com.hazelcast.transaction")
            .addPrefixes("[Ljava.lang.StackTraceElement")
            .addClasses(
                "com.hazelcast.cluster.ClusterState",
                "com.hazelcast.internal.cluster.impl.ClusterTopologyChangedException",
                "com.hazelcast.internal.cluster.impl.ConfigMismatchException",
                "com.hazelcast.internal.cluster.impl.MasterNodeChangedException",
                "com.hazelcast.internal.cluster.impl.VersionMismatchException",
                "com.hazelcast.internal.partition.PartitionStateVersionMismatchException",
                "com.hazelcast.nio.serialization.HazelcastSerializationException",
                "com.hazelcast.partition.NoDataMemberInClusterException",
                "java.io.EOFException",
                "java.io.IOException",
                "java.util.concurrent.CancellationException",
                "java.util.concurrent.ExecutionException",
                "java.util.concurrent.RejectedExecutionException",
                "java.util.concurrent.TimeoutException",
                "java.util.ArrayList",
                "java.util.Collections$EmptyList",
                "java.util.Collections$UnmodifiableList",
                "java.util.Collections$UnmodifiableRandomAccessList",
                "java.util.Collections$UnmodifiableCollection");
    JavaSerializationFilterConfig filter =
        new JavaSerializationFilterConfig().setDefaultsDisabled(true);
    filter.setWhitelist(allowed);
    JavaSerializationFilterConfig nothing =
        new JavaSerializationFilterConfig().setDefaultsDisabled(true);
    nothing.setWhitelist(new ClassFilter().addClasses("java.lang.String"));
    config.getSerializationConfig().setJavaSerializationFilterConfig(filter);
    config.getSerializationConfig().getCompactSerializationConfig().setZeroConfigFilter(nothing);
  }

  private static MapConfig ringMap(Consumer<byte[]> onRing) {
    MapConfig map = new MapConfig(RING_MAP);
    map.setInMemoryFormat(InMemoryFormat.BINARY).setBackupCount(1).setStatisticsEnabled(false);
    // Whoever merges keeps what is there; every node puts its newer ring back afterwards.
    map.getMergePolicyConfig().setPolicy("PutIfAbsentMergePolicy");
    map.addEntryListenerConfig(new EntryListenerConfig(new RingListener(onRing), false, true));
    return map;
  }

  private record RingListener(Consumer<byte[]> onRing)
      implements EntryAddedListener<String, byte[]>, EntryUpdatedListener<String, byte[]> {
    @Override
    public void entryAdded(EntryEvent<String, byte[]> event) {
      onRing.accept(event.getValue());
    }

    @Override
    public void entryUpdated(EntryEvent<String, byte[]> event) {
      onRing.accept(event.getValue());
    }
  }

  /** Binds and announces the one address that was named. */
  private record OneAddress(InetSocketAddress address) implements MemberAddressProvider {
    @Override
    public InetSocketAddress getBindAddress() {
      return address;
    }

    @Override
    public InetSocketAddress getBindAddress(EndpointQualifier qualifier) {
      return address;
    }

    @Override
    public InetSocketAddress getPublicAddress() {
      return address;
    }

    @Override
    public InetSocketAddress getPublicAddress(EndpointQualifier qualifier) {
      return address;
    }
  }
}
