package io.carillon.deploy.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One distributor, three ingesters and two queriers as six processes. */
final class SeparateRolesIT {
  private static final long LOAD_SECONDS = Long.getLong("e2e.roles.seconds", 90);
  private static final int INGESTERS = 3;

  @TempDir Path folder;

  @Test
  void sixProcessesAnswerAsPrometheus() {
    int port = Ports.block(6);
    List<RunningProcess> processes = new ArrayList<>();
    try {
      for (int i = 0; i < 6; i++) {
        processes.add(start(port, i));
      }
      for (int i = 0; i < 6; i++) {
        CarillonNodes.awaitReady(processes.get(i), port + 10 * i);
      }
      String writeUrl = "http://127.0.0.1:" + (port + 30) + "/api/v1/write";
      try (PrometheusAgent agent = PrometheusAgent.start(folder.resolve("agent"), writeUrl)) {
        awaitSeconds(LOAD_SECONDS);
        restart(processes, port, 4);
        assertSameAnswers(agent, port + 50);
        restart(processes, port, 3);
        assertSameAnswers(agent, port + 40);
        assertSameAnswers(agent, port + 50);
        assertThat(agent.lostSamples()).isZero();
      }
    } finally {
      processes.forEach(RunningProcess::close);
    }
  }

  private static void awaitSeconds(long seconds) {
    long end = System.nanoTime() + Duration.ofSeconds(seconds).toNanos();
    await("load")
        .atMost(Duration.ofSeconds(seconds + 30))
        .pollInterval(Duration.ofSeconds(1))
        .until(() -> System.nanoTime() > end);
  }

  /** Stops a process with SIGTERM and starts it again. */
  private void restart(List<RunningProcess> processes, int port, int index) {
    assertThat(processes.get(index).terminate()).isIn(0, 143);
    processes.set(index, start(port, index));
    CarillonNodes.awaitReady(processes.get(index), port + 10 * index);
  }

  private static void assertSameAnswers(PrometheusAgent agent, int httpPort) {
    long timeMs = agent.quietTimeMs(System.currentTimeMillis() - 2000);
    agent.awaitSent(timeMs);
    QuerySet.Report report = QuerySet.compare(agent.client(), QueryClient.ofPort(httpPort), timeMs);
    assertThat(report.differences()).isEmpty();
    assertThat(report.notEmpty()).isGreaterThanOrEqualTo(24);
  }

  /** Processes 0 to 2 are ingesters, 3 the distributor, 4 and 5 queriers. */
  private RunningProcess start(int port, int index) {
    String role = index < INGESTERS ? "ingester" : index == INGESTERS ? "distributor" : "querier";
    int http = port + 10 * index;
    String join =
        "127.0.0.1:" + (port + 2) + ",127.0.0.1:" + (port + 12) + ",127.0.0.1:" + (port + 22);
    return RunningProcess.start(
        role + "-" + index,
        folder,
        CarillonNodes.command(
            "server",
            "--target=" + role,
            "--http-address=127.0.0.1:" + http,
            "--grpc-address=127.0.0.1:" + (http + 1),
            "--cluster-address=127.0.0.1:" + (http + 2),
            "--join=" + join,
            "--replication-factor=3",
            "--zone=zone-" + index,
            "--self-metrics=off",
            "--data-dir=" + folder.resolve("data-" + index)));
  }
}
