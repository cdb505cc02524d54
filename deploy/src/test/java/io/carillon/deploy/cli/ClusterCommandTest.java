package io.carillon.deploy.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.carillon.common.net.HostPort;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(30)
final class ClusterCommandTest {
  @TempDir Path folder;

  @Test
  void givesEachNodeItsPortsDataAndZone() {
    List<NodePlan> plans =
        NodePlan.all(3, 9201, Map.of("data-dir", "/d", "self-metrics", "off"), null);
    assertThat(plans).extracting(NodePlan::name).containsExactly("node-0", "node-1", "node-2");
    assertThat(plans.get(1).http()).isEqualTo(new HostPort("127.0.0.1", 9211));
    assertThat(plans.get(1).arguments())
        .containsExactly(
            "server",
            "--target=all",
            "--data-dir=/d/node-1",
            "--http-address=127.0.0.1:9211",
            "--grpc-address=127.0.0.1:9212",
            "--join=127.0.0.1:9203,127.0.0.1:9213,127.0.0.1:9223",
            "--cluster-address=127.0.0.1:9213",
            "--zone=node-1",
            "--self-metrics=off");
  }

  @Test
  void leavesZoneAndDataOfTheFile() throws Exception {
    Path file =
        Files.writeString(
            folder.resolve("c.yaml"), "zone: z\ndata-dir: /f\nhttp-address: h:1\njoin: a:1\n");
    NodePlan alone = NodePlan.all(1, 100, Map.of(), file).getFirst();
    assertThat(alone.arguments())
        .contains("--config=" + file, "--data-dir=/f/node-0", "--join=", "--cluster-address=")
        .contains("--http-address=127.0.0.1:100")
        .noneMatch(argument -> argument.startsWith("--zone"));
  }

  /** Stands in for java. */
  private List<String> script(String text) throws IOException {
    Path file = Files.writeString(folder.resolve("java"), text);
    return List.of(
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwx------"))
            .toString());
  }

  @Test
  void printsPidsAndOutputAndFailsWhenAllFail() throws Exception {
    List<String> command = script("#!/bin/sh\necho \"args $*\"; echo oops >&2; exit 3\n");
    TestingMain main = new TestingMain(command);
    assertThat(main.run("cluster", "--nodes=2", "--base-port=7000")).isEqualTo(1);
    assertThat(main.out())
        .containsPattern("(?m)^node-0 pid \\d+ http 127\\.0\\.0\\.1:7000$")
        .containsPattern("(?m)^node-1 pid \\d+ http 127\\.0\\.0\\.1:7010$")
        .contains("node-1 | args -XX:MaxRAMPercentage=25.0 server --target=all", "node-0 | oops")
        .contains("node-0 ended with code 3; the other nodes go on", "carillon server --");
  }

  @Test
  void stopsAllWithATermSignal() throws Exception {
    StringWriter text = new StringWriter();
    NodeProcesses processes = new NodeProcesses(new PrintWriter(text));
    List<String> command =
        script(
            """
            #!/bin/sh
            trap 'echo flushed; exit 0' TERM
            echo up
            while :; do sleep 0.05; done
            """);
    for (NodePlan plan : NodePlan.all(2, 7100, Map.of(), null)) {
      processes.start(plan, command);
    }
    CompletableFuture<Integer> ended =
        CompletableFuture.supplyAsync(
            () -> {
              try {
                return processes.awaitAll();
              } catch (InterruptedException e) {
                throw new IllegalStateException(e);
              }
            });
    await()
        .atMost(Duration.ofSeconds(20))
        .until(
            () ->
                text.toString().contains("node-0 | up") && text.toString().contains("node-1 | up"));
    processes.close();
    assertThat(ended.get()).isZero();
    assertThat(text.toString())
        .contains("node-0 | flushed", "node-1 | flushed", "node-0 stopped", "node-1 stopped");
  }
}
