package io.carillon.deploy.e2e;

import static org.awaitility.Awaitility.await;

import io.carillon.deploy.quality.Repository;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/** Starts this build by its launcher. */
final class CarillonNodes {
  static final Duration START_TIMEOUT = Duration.ofSeconds(90);
  private static final Pattern PID_LINE = Pattern.compile("node-(\\d+) pid (\\d+)");

  private CarillonNodes() {}

  /** The launcher with arguments. */
  static List<String> command(String... args) {
    List<String> command = new ArrayList<>();
    command.add(Repository.root().resolve("deploy").resolve("carillon").toString());
    command.addAll(Arrays.asList(args));
    return command;
  }

  /** One node with all roles, ready. */
  static RunningProcess single(Path folder, int basePort, String... more) {
    return readyOrClosed(begin(folder, basePort, more), List.of(basePort));
  }

  /** One node with all roles, which may still be reading its log. */
  static RunningProcess begin(Path folder, int basePort, String... more) {
    List<String> command =
        command(
            "server",
            "--http-address=127.0.0.1:" + basePort,
            "--grpc-address=127.0.0.1:" + (basePort + 1),
            "--data-dir=" + folder.resolve("data"));
    if (Arrays.stream(more).noneMatch(flag -> flag.startsWith("--self-metrics"))) {
      command.add("--self-metrics=off");
    }
    command.addAll(Arrays.asList(more));
    return RunningProcess.start("carillon", folder, command);
  }

  /** {@code carillon cluster}, all nodes ready. */
  static RunningProcess cluster(Path folder, int nodes, int basePort, String... more) {
    List<String> command =
        command(
            "cluster",
            "--nodes=" + nodes,
            "--base-port=" + basePort,
            "--data-dir=" + folder.resolve("data"),
            "--self-metrics=off");
    command.addAll(Arrays.asList(more));
    RunningProcess cluster = RunningProcess.start("cluster", folder, command);
    return readyOrClosed(
        cluster, IntStream.range(0, nodes).mapToObj(node -> httpPort(basePort, node)).toList());
  }

  /** A process that does not get ready is ended here, since the test never gets hold of it. */
  private static RunningProcess readyOrClosed(RunningProcess process, List<Integer> httpPorts) {
    try {
      httpPorts.forEach(port -> awaitReady(process, port));
      return process;
    } catch (RuntimeException | AssertionError e) {
      process.close();
      throw e;
    }
  }

  /** HTTP port of a node of {@code carillon cluster}. */
  static int httpPort(int basePort, int node) {
    return basePort + 10 * node;
  }

  /** The pid that {@code carillon cluster} printed for a node. */
  static long pidOfNode(RunningProcess cluster, int node) {
    for (String line : cluster.output()) {
      Matcher matcher = PID_LINE.matcher(line);
      if (matcher.find() && Integer.parseInt(matcher.group(1)) == node) {
        return Long.parseLong(matcher.group(2));
      }
    }
    throw new AssertionError("no pid of node " + node + " printed: " + cluster.tail());
  }

  /** Waits until the node answers that it is ready. */
  static void awaitReady(RunningProcess process, int httpPort) {
    QueryClient client = QueryClient.ofPort(httpPort);
    await("port " + httpPort + " is ready")
        .atMost(START_TIMEOUT)
        .pollInterval(Duration.ofMillis(50))
        .until(
            () -> {
              if (!process.isAlive()) {
                throw new AssertionError("ended before it was ready: " + process.tail());
              }
              return client.isReady();
            });
  }
}
