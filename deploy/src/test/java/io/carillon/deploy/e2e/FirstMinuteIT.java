package io.carillon.deploy.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a new user sees in the first minute with one node, and what bad settings say. */
final class FirstMinuteIT {
  @TempDir Path folder;

  @Test
  void aFreshNodeAnswersAboutItself() {
    int port = Ports.block(1);
    try (RunningProcess node = CarillonNodes.single(folder, port, "--self-metrics=on")) {
      QueryClient client = QueryClient.ofPort(port);
      await("a sample of its own")
          .atMost(Duration.ofSeconds(20))
          .until(() -> client.get("/api/v1/query", Map.of("query", "up")).result().size() == 1);
      assertThat(client.get("/api/v1/query", Map.of("query", "up")).body())
          .contains("\"job\":\"carillon\"");
      assertThat(client.get("/-/healthy", Map.of()).status()).isEqualTo(200);
      assertThat(client.get("/metrics", Map.of()).body()).contains("carillon_");
      assertThat(client.get("/api/v1/status/ring", Map.of()).status()).isEqualTo(200);
      assertThat(run("query", "up", "--url=http://127.0.0.1:" + port)).contains("carillon");
      assertThat(run("ring", "--url=http://127.0.0.1:" + port)).containsIgnoringCase("active");
      assertThat(node.terminate()).isIn(0, 143);
    }
  }

  @Test
  void aSecondProcessOnTheSameFolderIsRefused() {
    int port = Ports.block(2);
    try (RunningProcess first = CarillonNodes.single(folder, port)) {
      assertThat(first.isAlive()).isTrue();
      String said = failingServer(port + 10, "--data-dir=" + folder.resolve("data"));
      assertThat(said).contains("--data-dir").contains(folder.resolve("data").toString());
    }
  }

  @Test
  void aPortInUseIsNamedWithItsFlag() {
    int port = Ports.block(2);
    try (RunningProcess first = CarillonNodes.single(folder, port)) {
      assertThat(first.isAlive()).isTrue();
      String said =
          failingServer(
              port + 10,
              "--http-address=127.0.0.1:" + port,
              "--data-dir=" + folder.resolve("other"));
      assertThat(said).contains("127.0.0.1:" + port).contains("--http-address");
    }
  }

  @Test
  void anUnknownFlagIsNamed() {
    assertThat(failingServer(Ports.block(1), "--retentoin=3d")).contains("--retentoin");
  }

  @Test
  void joiningNobodyKeepsTryingAndIsNotReady() {
    int port = Ports.block(2);
    RunningProcess lonely =
        RunningProcess.start(
            "lonely",
            folder,
            CarillonNodes.command(
                "server",
                "--http-address=127.0.0.1:" + port,
                "--grpc-address=127.0.0.1:" + (port + 1),
                "--cluster-address=127.0.0.1:" + (port + 2),
                "--join=127.0.0.1:" + (port + 2) + ",127.0.0.1:" + (port + 12) + ",127.0.0.1:1",
                "--replication-factor=3",
                "--data-dir=" + folder.resolve("lonely")));
    try (lonely) {
      QueryClient client = QueryClient.ofPort(port);
      await("it serves")
          .atMost(Duration.ofSeconds(60))
          .until(() -> client.get("/-/healthy", Map.of()).status() == 200);
      assertThat(client.get("/-/ready", Map.of()).status()).isEqualTo(503);
      await("it says whom it waits for")
          .atMost(Duration.ofSeconds(30))
          .until(() -> lonely.output().stream().anyMatch(line -> line.contains("127.0.0.1:1")));
      assertThat(lonely.isAlive()).isTrue();
    }
  }

  private String failingServer(int basePort, String... flags) {
    List<String> command =
        CarillonNodes.command(
            "server", "--grpc-address=127.0.0.1:" + (basePort + 1), "--self-metrics=off");
    if (List.of(flags).stream().noneMatch(flag -> flag.startsWith("--http-address"))) {
      command.add("--http-address=127.0.0.1:" + basePort);
    }
    command.addAll(List.of(flags));
    try (RunningProcess process = RunningProcess.start("failing", folder, command)) {
      assertThat(process.awaitEnd()).isNotZero();
      return String.join("\n", process.output());
    }
  }

  private String run(String... args) {
    try (RunningProcess process =
        RunningProcess.start("command", folder, CarillonNodes.command(args))) {
      assertThat(process.awaitEnd()).as(process.tail()).isZero();
      return String.join("\n", process.output());
    }
  }
}
