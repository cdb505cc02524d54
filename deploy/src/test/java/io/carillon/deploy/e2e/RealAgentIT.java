package io.carillon.deploy.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A real Prometheus scrapes, remote-writes to a cluster, and is asked the same as every node. The
 * time under load is the property {@code e2e.load.seconds}, 120 by default.
 */
final class RealAgentIT {
  private static final long LOAD_SECONDS = Long.getLong("e2e.load.seconds", 120);

  private static final Pattern NAMED_PARTITIONS =
      Pattern.compile("incomplete answer: partitions (.*), (\\d+) of 1024,");

  @TempDir Path folder;

  @Test
  void threeNodesAnswerAsPrometheusAndANodeMayDie() {
    int port = Ports.block(3);
    try (RunningProcess cluster = CarillonNodes.cluster(folder, 3, port);
        PrometheusAgent agent = PrometheusAgent.start(folder.resolve("agent"), writeUrl(port, 0))) {
      long timeMs = underLoad(agent);
      for (int node = 0; node < 3; node++) {
        assertSameAnswers(agent, QueryClient.ofPort(port + 10 * node), timeMs);
      }
      killAndRestartANode(cluster, agent, port);
    }
    assertEverythingIsThereAfterANewStart(port);
  }

  @Test
  void fiveNodesShareTheSeriesAndSurviveAnyOne() {
    int port = Ports.block(5);
    try (RunningProcess cluster = CarillonNodes.cluster(folder, 5, port, "--replication-factor=3");
        PrometheusAgent agent = PrometheusAgent.start(folder.resolve("agent"), writeUrl(port, 0))) {
      long timeMs = underLoad(agent);
      for (int node = 0; node < 5; node++) {
        assertSameAnswers(agent, QueryClient.ofPort(port + 10 * node), timeMs);
      }
      assertSeriesAreShared(port);
      for (int victim = 0; victim < 5; victim++) {
        assertSurvives(cluster, agent, port, victim, timeMs);
      }
      assertTwoDeadNodesAreNamed(cluster, port, timeMs);
    }
  }

  private static long underLoad(PrometheusAgent agent) {
    long begin = System.currentTimeMillis();
    await("load")
        .atMost(Duration.ofSeconds(LOAD_SECONDS + 60))
        .pollInterval(Duration.ofSeconds(1))
        .until(() -> System.currentTimeMillis() - begin > LOAD_SECONDS * 1000);
    long timeMs = agent.quietTimeMs(System.currentTimeMillis() - 2000);
    agent.awaitSent(timeMs);
    return timeMs;
  }

  private static void assertSameAnswers(PrometheusAgent agent, QueryClient node, long timeMs) {
    QuerySet.Report report = QuerySet.compare(agent.client(), node, timeMs);
    assertThat(report.differences()).as(node.baseUrl()).isEmpty();
    assertThat(report.asked()).isEqualTo(40);
    assertThat(report.notEmpty()).isGreaterThanOrEqualTo(24);
  }

  private void killAndRestartANode(RunningProcess cluster, PrometheusAgent agent, int port) {
    ProcessHandle victim = ProcessHandle.of(CarillonNodes.pidOfNode(cluster, 2)).orElseThrow();
    victim.destroyForcibly();
    await("node 2 is gone").atMost(Duration.ofSeconds(20)).until(() -> !victim.isAlive());
    long killedMs = System.currentTimeMillis();
    List<String> failures = new ArrayList<>();
    await("load without node 2")
        .atMost(Duration.ofSeconds(60))
        .pollInterval(Duration.ofMillis(500))
        .until(
            () -> {
              for (int node = 0; node < 2; node++) {
                QueryClient.Answer answer =
                    QueryClient.ofPort(port + 10 * node).instant("count(up)", killedMs - 5000);
                if (answer.status() != 200) {
                  failures.add(answer.body());
                }
              }
              return System.currentTimeMillis() - killedMs > 20_000;
            });
    assertThat(failures).as("queries on the nodes that live").isEmpty();
    long duringMs = agent.quietTimeMs(System.currentTimeMillis() - 2000);
    agent.awaitSent(duringMs);
    assertSameAnswers(agent, QueryClient.ofPort(port), duringMs);
    try (RunningProcess again = restartNode(port, 2)) {
      long afterMs = agent.quietTimeMs(System.currentTimeMillis() - 2000);
      agent.awaitSent(afterMs);
      for (int node = 0; node < 3; node++) {
        assertSameAnswers(agent, QueryClient.ofPort(port + 10 * node), afterMs);
      }
      assertThat(agent.lostSamples()).as("samples that the agent gave up on").isZero();
      assertThat(again.terminate()).as("exit code after SIGTERM").isIn(0, 143);
    }
    assertThat(cluster.terminate()).as("exit code after SIGTERM").isIn(0, 1, 143);
  }

  private RunningProcess restartNode(int port, int node) {
    int http = port + 10 * node;
    String join =
        "127.0.0.1:" + (port + 2) + ",127.0.0.1:" + (port + 12) + ",127.0.0.1:" + (port + 22);
    RunningProcess process =
        RunningProcess.start(
            "node-" + node,
            folder,
            CarillonNodes.command(
                "server",
                "--http-address=127.0.0.1:" + http,
                "--grpc-address=127.0.0.1:" + (http + 1),
                "--cluster-address=127.0.0.1:" + (http + 2),
                "--join=" + join,
                "--replication-factor=3",
                "--zone=node-" + node,
                "--self-metrics=off",
                "--data-dir=" + folder.resolve("data").resolve("node-" + node)));
    CarillonNodes.awaitReady(process, http);
    return process;
  }

  private void assertEverythingIsThereAfterANewStart(int port) {
    try (RunningProcess cluster = CarillonNodes.cluster(folder, 3, port)) {
      for (int node = 0; node < 3; node++) {
        QueryClient client = QueryClient.ofPort(port + 10 * node);
        double samples = client.value("sum(count_over_time(up[1h]))", System.currentTimeMillis());
        assertThat(samples).as("samples of up on node " + node).isGreaterThan(LOAD_SECONDS * 1.9);
      }
      assertThat(cluster.isAlive()).isTrue();
    }
  }

  private static void assertSeriesAreShared(int port) {
    double[] held = new double[5];
    double total = 0;
    for (int node = 0; node < 5; node++) {
      held[node] = ownMetric(port + 10 * node, "carillon_ingester_head_series");
      total += held[node];
    }
    for (int node = 0; node < 5; node++) {
      assertThat(held[node] / (total / 3)).as("share of node " + node).isBetween(0.5, 0.7);
    }
  }

  private static double ownMetric(int port, String name) {
    return QueryClient.ofPort(port)
        .get("/metrics", Map.of())
        .body()
        .lines()
        .filter(line -> line.startsWith(name + "{") || line.startsWith(name + " "))
        .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
        .sum();
  }

  /** Stops a node, which for its peers is the same as death, asks the others, and lets it go on. */
  private static void assertSurvives(
      RunningProcess cluster, PrometheusAgent agent, int port, int victim, long timeMs) {
    long pid = CarillonNodes.pidOfNode(cluster, victim);
    Signals.send(pid, "STOP");
    try {
      for (int node = 0; node < 5; node++) {
        if (node != victim) {
          awaitAnswer(QueryClient.ofPort(port + 10 * node), timeMs);
          assertSameAnswers(agent, QueryClient.ofPort(port + 10 * node), timeMs);
        }
      }
    } finally {
      Signals.send(pid, "CONT");
    }
  }

  /**
   * The victim before this one was paused too, and its peers may still be connecting to it again.
   */
  private static void awaitAnswer(QueryClient node, long timeMs) {
    await("an answer of " + node.baseUrl())
        .atMost(Duration.ofSeconds(30))
        .until(() -> node.instant("up", timeMs).status() == 200);
  }

  private static void assertTwoDeadNodesAreNamed(RunningProcess cluster, int port, long timeMs) {
    // Nodes that were paused come back first, so that only these two are missed.
    JsonNode complete =
        await("all are back")
            .atMost(Duration.ofSeconds(60))
            .until(() -> ringStatus(port), status -> unreachable(status).isEmpty());
    Set<String> victims = new HashSet<>();
    for (int victim : new int[] {3, 4}) {
      victims.add(idOfNode(complete, CarillonNodes.httpPort(port, victim)));
      ProcessHandle.of(CarillonNodes.pidOfNode(cluster, victim)).orElseThrow().destroyForcibly();
    }
    JsonNode coverage =
        await("both are missed")
            .atMost(Duration.ofSeconds(30))
            .until(() -> ringStatus(port), status -> unreachable(status).equals(victims))
            .path("coverage");
    List<String> expected = new ArrayList<>();
    for (JsonNode range : coverage.path("belowQuorumRanges")) {
      int first = range.path("first").asInt();
      int last = range.path("last").asInt();
      expected.add(first == last ? "" + first : first + "-" + last);
    }
    int count = coverage.path("belowQuorum").asInt() + coverage.path("missing").asInt();
    assertThat(count).as("partitions that share both").isPositive();
    QueryClient.Answer answer = QueryClient.ofPort(port).instant("up", timeMs);
    assertThat(answer.status()).as(answer.body()).isEqualTo(503);
    Matcher named = NAMED_PARTITIONS.matcher(answer.body());
    assertThat(named.find()).as(answer.body()).isTrue();
    assertThat(Integer.parseInt(named.group(2))).isEqualTo(count);
    assertThat(String.join(", ", expected)).startsWith(named.group(1).replace(" and more", ""));
  }

  private static JsonNode ringStatus(int port) {
    return QueryClient.ofPort(port).get("/api/v1/status/ring", Map.of()).json().path("data");
  }

  private static Set<String> unreachable(JsonNode ringStatus) {
    Set<String> ids = new HashSet<>();
    for (JsonNode instance : ringStatus.path("instances")) {
      if (!instance.path("isReachable").asBoolean()) {
        ids.add(instance.path("id").asText());
      }
    }
    return ids;
  }

  private static String idOfNode(JsonNode ringStatus, int httpPort) {
    for (JsonNode instance : ringStatus.path("instances")) {
      if (instance.path("httpAddress").asText().endsWith(":" + httpPort)) {
        return instance.path("id").asText();
      }
    }
    throw new AssertionError("no instance at port " + httpPort + ": " + ringStatus);
  }

  private static String writeUrl(int port, int node) {
    return "http://127.0.0.1:" + (port + 10 * node) + "/api/v1/write";
  }
}
