package io.carillon.deploy.cli;

import io.carillon.common.config.Origin;
import io.carillon.common.config.Setting;
import io.carillon.common.config.SettingTypes;
import io.carillon.common.config.Settings;
import io.carillon.common.net.HostPort;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One node of a cluster on this machine: HTTP at base port + 10 * i, gRPC one above, membership two
 * above, data in {@code node-i} below the data folder, and each node its own zone.
 *
 * @param name such as {@code node-0}
 * @param http where its HTTP API will listen
 * @param arguments of {@code carillon}
 */
record NodePlan(String name, HostPort http, List<String> arguments) {
  static final int DEFAULT_BASE_PORT = 9201;
  static final int MAX_NODES = 50;

  /** What the command decides for each node itself. */
  private static final List<Setting<?>> DECIDED =
      List.of(
          ServerTable.TARGET,
          ServerTable.HTTP_ADDRESS,
          ServerTable.GRPC_ADDRESS,
          ServerTable.JOIN,
          ServerTable.CLUSTER_ADDRESS);

  /** What is handed on to the nodes. */
  static final List<Setting<?>> HANDED_ON =
      ServerTable.ALL.stream().filter(setting -> !DECIDED.contains(setting)).toList();

  private static final String HOST = "127.0.0.1";
  private static final int PORTS_PER_NODE = 10;
  private static final int CLUSTER_PORT_OFFSET = 2;
  private static final int MAX_PORT = 65535;

  NodePlan {
    arguments = List.copyOf(arguments);
  }

  /**
   * Plans all nodes.
   *
   * @param flags those to hand on, by name of the setting
   * @param configFile to hand on, too
   * @throws io.carillon.common.error.CarillonException with BAD_DATA when the nodes could not start
   */
  static List<NodePlan> all(
      int nodes, int basePort, Map<String, String> flags, @Nullable Path configFile) {
    if (nodes < 1 || nodes > MAX_NODES) {
      throw SettingTypes.bad(
          "--nodes", "a whole number from 1 to " + MAX_NODES, Integer.toString(nodes));
    }
    int highest = MAX_PORT - PORTS_PER_NODE * (nodes - 1) - CLUSTER_PORT_OFFSET;
    if (basePort < 1 || basePort > highest) {
      throw SettingTypes.bad("--base-port", "a port from 1 to " + highest, "" + basePort);
    }
    List<NodePlan> plans = new ArrayList<>();
    for (int i = 0; i < nodes; i++) {
      plans.add(one(i, nodes, basePort, flags, configFile));
    }
    return plans;
  }

  private static NodePlan one(
      int index, int nodes, int basePort, Map<String, String> flags, @Nullable Path configFile) {
    String name = "node-" + index;
    Map<String, String> all = new HashMap<>(flags);
    all.putAll(decided(index, nodes, basePort));
    Settings settings = ServerFlags.settings(all, configFile);
    ServerSettings checked = ServerSettings.of(settings);
    all.put(ServerTable.DATA_DIR.name(), checked.dataDir().resolve(name).toString());
    if (settings.origin(ServerTable.ZONE) instanceof Origin.ByDefault) {
      all.put(ServerTable.ZONE.name(), name);
    }
    List<String> arguments = new ArrayList<>(List.of("server"));
    if (configFile != null) {
      arguments.add("--config=" + configFile);
    }
    for (Setting<?> setting : ServerTable.ALL) {
      String text = all.get(setting.name());
      if (text != null) {
        arguments.add(setting.flag() + "=" + text);
      }
    }
    return new NodePlan(name, checked.httpAddress(), arguments);
  }

  private static Map<String, String> decided(int index, int nodes, int basePort) {
    int port = basePort + PORTS_PER_NODE * index;
    boolean isAlone = nodes == 1;
    List<String> join = new ArrayList<>();
    for (int i = 0; i < nodes && !isAlone; i++) {
      join.add(HOST + ":" + (basePort + PORTS_PER_NODE * i + CLUSTER_PORT_OFFSET));
    }
    return Map.of(
        ServerTable.TARGET.name(),
        "all",
        ServerTable.HTTP_ADDRESS.name(),
        HOST + ":" + port,
        ServerTable.GRPC_ADDRESS.name(),
        HOST + ":" + (port + 1),
        ServerTable.JOIN.name(),
        String.join(",", join),
        ServerTable.CLUSTER_ADDRESS.name(),
        isAlone ? "" : HOST + ":" + (port + CLUSTER_PORT_OFFSET));
  }
}
