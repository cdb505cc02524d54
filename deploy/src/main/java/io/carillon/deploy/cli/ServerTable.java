package io.carillon.deploy.cli;

import io.carillon.common.cluster.Role;
import io.carillon.common.config.Setting;
import io.carillon.common.config.SettingTypes;
import io.carillon.common.net.HostPort;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** All settings of a server: each is a flag and a key of the file that {@code --config} names. */
final class ServerTable {
  static final Setting<Set<Role>> TARGET =
      Setting.of(
          "target",
          "ROLE,…",
          "all",
          "Roles of this process: all, or any of distributor, ingester, querier.",
          ServerTable::roles);

  static final Setting<Path> DATA_DIR =
      Setting.of(
          "data-dir",
          "FOLDER",
          "./data",
          "Where an ingester keeps its data, and every process its identity.",
          SettingTypes.path());

  static final Setting<HostPort> HTTP_ADDRESS =
      Setting.of(
          "http-address",
          "HOST:PORT",
          "127.0.0.1:9201",
          "Where the HTTP API listens.",
          SettingTypes.hostPort());

  static final Setting<HostPort> GRPC_ADDRESS =
      Setting.of(
          "grpc-address",
          "HOST:PORT",
          "127.0.0.1:9202",
          "Where other nodes reach this one by gRPC.",
          SettingTypes.hostPort());

  static final Setting<List<HostPort>> JOIN =
      Setting.of(
          "join",
          "HOST:PORT,…",
          "",
          "Cluster addresses of all ingesters, the same list on all nodes; without it a node is"
              + " alone.",
          SettingTypes.list(SettingTypes.hostPort()));

  static final Setting<Optional<HostPort>> CLUSTER_ADDRESS =
      new Setting<>(
          "cluster-address",
          "HOST:PORT",
          "127.0.0.1:5701 with --join, else no port",
          "Where this node takes part in the cluster's membership.",
          settings -> settings.get(JOIN).isEmpty() ? "" : "127.0.0.1:5701",
          SettingTypes.optional(SettingTypes.hostPort()));

  static final Setting<Integer> REPLICATION_FACTOR =
      new Setting<>(
          "replication-factor",
          "N",
          "3 with three or more ingesters, else 1",
          "How many ingesters hold each sample: 1, 3 or 5.",
          settings -> settings.get(JOIN).size() < 3 ? "1" : "3",
          ServerTable::replicationFactor);

  static final Setting<Optional<String>> ZONE =
      Setting.of(
          "zone",
          "NAME",
          "",
          "Failure domain; replicas go to different zones. Without it each node is its own zone.",
          SettingTypes.optional(SettingTypes.text()));

  static final Setting<Boolean> SELF_METRICS =
      Setting.of(
          "self-metrics",
          "on|off",
          "on",
          "Whether the server stores its own metrics, as job carillon of tenant anonymous.",
          SettingTypes.onOff());

  static final Setting<String> LOG_LEVEL =
      Setting.of(
          "log-level",
          "LEVEL",
          "info",
          "Least severe messages to log: trace, debug, info, warn or error.",
          SettingTypes.oneOf(Set.of("trace", "debug", "info", "warn", "error")));

  /** In the order of the help. A default may depend on settings before its own. */
  static final List<Setting<?>> ALL =
      Stream.of(
              List.of(
                  TARGET,
                  DATA_DIR,
                  HTTP_ADDRESS,
                  GRPC_ADDRESS,
                  JOIN,
                  CLUSTER_ADDRESS,
                  REPLICATION_FACTOR,
                  ZONE,
                  SELF_METRICS,
                  LOG_LEVEL),
              StorageSettings.ALL,
              QuerySettings.ALL,
              WriteLimits.ALL)
          .<Setting<?>>flatMap(List::stream)
          .toList();

  private ServerTable() {}

  private static Set<Role> roles(String source, String text) {
    EnumSet<Role> roles = EnumSet.noneOf(Role.class);
    for (String name : text.split(",", -1)) {
      switch (name.strip().toLowerCase(Locale.ROOT)) {
        case "all" -> roles.addAll(EnumSet.allOf(Role.class));
        case "distributor" -> roles.add(Role.DISTRIBUTOR);
        case "ingester" -> roles.add(Role.INGESTER);
        case "querier" -> roles.add(Role.QUERIER);
        default ->
            throw SettingTypes.bad(source, "all, or any of distributor,ingester,querier", text);
      }
    }
    return roles;
  }

  /** With an even number, a dead member could never be replaced (design of the ring). */
  private static Integer replicationFactor(String source, String text) {
    return switch (text) {
      case "1" -> 1;
      case "3" -> 3;
      case "5" -> 5;
      default -> throw SettingTypes.bad(source, "1, 3 or 5", text);
    };
  }
}
