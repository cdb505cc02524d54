package io.carillon.deploy.cli;

import io.carillon.common.cluster.Role;
import io.carillon.common.config.Settings;
import io.carillon.common.net.HostPort;
import io.carillon.distributor.DistributorConfig;
import io.carillon.ingester.service.IngesterConfig;
import io.carillon.querier.exec.EngineConfig;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The settings of a server, checked.
 *
 * @param roles never empty
 * @param dataDir may not exist yet
 * @param httpAddress where the HTTP API listens
 * @param grpcAddress where other nodes reach this one; nobody does when it is alone
 * @param clusterAddress where membership listens; empty when no cluster port is to be opened
 * @param join cluster addresses of all ingesters; empty for a node that is alone
 * @param replicationFactor 1, 3 or 5
 * @param zone failure domain; when empty, the instance is its own
 * @param selfMetrics whether the server stores its own metrics
 * @param logLevel trace, debug, info, warn or error
 * @param storage settings of an ingester
 * @param writes limits of the write path
 * @param queries settings of the query engine
 */
public record ServerSettings(
    Set<Role> roles,
    Path dataDir,
    HostPort httpAddress,
    HostPort grpcAddress,
    Optional<HostPort> clusterAddress,
    List<HostPort> join,
    int replicationFactor,
    Optional<String> zone,
    boolean selfMetrics,
    String logLevel,
    IngesterConfig storage,
    DistributorConfig writes,
    EngineConfig queries) {

  public ServerSettings {
    roles = Set.copyOf(roles);
    join = List.copyOf(join);
  }

  /**
   * Checks what settings say together.
   *
   * @throws io.carillon.common.error.CarillonException with BAD_DATA, naming the flag or file
   */
  static ServerSettings of(Settings settings) {
    requireRolesThatWorkAlone(settings);
    requireEnoughIngesters(settings);
    return new ServerSettings(
        settings.get(ServerTable.TARGET),
        settings.get(ServerTable.DATA_DIR),
        settings.get(ServerTable.HTTP_ADDRESS),
        settings.get(ServerTable.GRPC_ADDRESS),
        settings.get(ServerTable.CLUSTER_ADDRESS),
        settings.get(ServerTable.JOIN),
        settings.get(ServerTable.REPLICATION_FACTOR),
        settings.get(ServerTable.ZONE),
        settings.get(ServerTable.SELF_METRICS),
        settings.get(ServerTable.LOG_LEVEL),
        StorageSettings.of(settings),
        WriteLimits.of(settings),
        QuerySettings.of(settings));
  }

  private static void requireRolesThatWorkAlone(Settings settings) {
    boolean isAlone = settings.get(ServerTable.JOIN).isEmpty();
    if (isAlone && settings.get(ServerTable.TARGET).size() < Role.values().length) {
      throw settings.bad(
          ServerTable.TARGET,
          "a process without all roles needs others; --join names the ingesters");
    }
    if (isAlone && settings.get(ServerTable.CLUSTER_ADDRESS).isPresent()) {
      throw settings.bad(
          ServerTable.CLUSTER_ADDRESS,
          "is of no use without --join, which names the cluster addresses of all ingesters");
    }
  }

  private static void requireEnoughIngesters(Settings settings) {
    int ingesters = Math.max(1, settings.get(ServerTable.JOIN).size());
    int factor = settings.get(ServerTable.REPLICATION_FACTOR);
    if (factor > ingesters) {
      throw settings.bad(
          ServerTable.REPLICATION_FACTOR,
          "expected at most the number of ingesters, which is " + ingesters + ", got " + factor);
    }
  }
}
