package io.carillon.deploy.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.carillon.common.labels.Labels;
import io.carillon.deploy.bench.RemoteWriteClient;
import io.carillon.deploy.quality.Repository;
import io.carillon.proto.prometheus.v1.WriteRequest;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.testcontainers.DockerClientFactory;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.containers.Network;
import org.testcontainers.containers.wait.strategy.Wait;
import org.testcontainers.images.builder.ImageFromDockerfile;

/**
 * Three containers of {@code deploy/Dockerfile} on a bridge network make a cluster. The base image
 * is the property or environment variable {@code CARILLON_BASE_IMAGE}. Without a Docker engine the
 * test is skipped, unless peers are required.
 */
final class ContainerIT {
  private static final int HTTP_PORT = 9201;
  private static final int NODES = 3;
  private static final int SERIES = 300;

  @BeforeAll
  static void needsAnEngine() {
    boolean isThere = DockerClientFactory.instance().isDockerAvailable();
    if (Peers.areRequired()) {
      assertThat(isThere).as("a Docker engine answers").isTrue();
    }
    assumeTrue(isThere, "no Docker engine answers");
  }

  @Test
  void threeContainersAnswerAndSurviveALoss() throws IOException, InterruptedException {
    ImageFromDockerfile image = image();
    try (Network network = Network.newNetwork();
        Containers containers = new Containers()) {
      for (int i = 0; i < NODES; i++) {
        containers.add(container(image, network, i));
      }
      containers.startAll();
      long timeMs = System.currentTimeMillis();
      write(containers.url(0), timeMs);
      for (int i = 0; i < NODES; i++) {
        assertComplete(containers.url(i), timeMs);
      }
      containers.kill(2);
      assertComplete(containers.url(0), timeMs);
      assertComplete(containers.url(1), timeMs);
    }
  }

  private static ImageFromDockerfile image() {
    Path deploy = Repository.root().resolve("deploy");
    String base = System.getProperty("CARILLON_BASE_IMAGE", System.getenv("CARILLON_BASE_IMAGE"));
    ImageFromDockerfile image =
        new ImageFromDockerfile("carillon-test", true)
            .withFileFromPath("Dockerfile", deploy.resolve("Dockerfile"))
            .withFileFromPath("jvm.options", deploy.resolve("jvm.options"))
            .withFileFromPath("target/carillon.jar", deploy.resolve("target/carillon.jar"))
            .withFileFromPath("target/lib", deploy.resolve("target/lib"));
    return base == null ? image : image.withBuildArg("BASE_IMAGE", base);
  }

  @SuppressWarnings("resource") // Closed by Containers.
  private static GenericContainer<?> container(
      ImageFromDockerfile image, Network network, int index) {
    return new GenericContainer<>(image)
        .withNetwork(network)
        .withNetworkAliases("node-" + index)
        .withExposedPorts(HTTP_PORT)
        .withCommand(
            "server",
            "--http-address=0.0.0.0:" + HTTP_PORT,
            "--grpc-address=node-" + index + ":9202",
            "--cluster-address=node-" + index + ":5701",
            "--join=node-0:5701,node-1:5701,node-2:5701",
            "--replication-factor=3",
            "--zone=zone-" + index,
            "--self-metrics=off",
            "--data-dir=/data")
        .waitingFor(
            Wait.forHttp("/-/ready").forPort(HTTP_PORT).withStartupTimeout(Duration.ofMinutes(2)));
  }

  private static void write(String url, long timeMs) throws IOException, InterruptedException {
    WriteRequest.Builder request = WriteRequest.newBuilder();
    for (int i = 0; i < SERIES; i++) {
      Labels labels = Labels.of(Labels.METRIC_NAME, "contained", "series", String.valueOf(i));
      request.addTimeseries(RemoteWriteClient.series(labels, timeMs, i));
    }
    try (RemoteWriteClient client = new RemoteWriteClient(url)) {
      assertThat(client.send(request.build()).statusCode()).isEqualTo(204);
    }
  }

  private static void assertComplete(String url, long timeMs) {
    QueryClient client = new QueryClient(url);
    await("all series at " + url)
        .atMost(Duration.ofSeconds(30))
        .untilAsserted(
            () -> {
              assertThat(client.value("count(contained)", timeMs)).isEqualTo(SERIES);
              assertThat(client.value("sum(contained)", timeMs))
                  .isEqualTo(SERIES * (SERIES - 1) / 2.0);
            });
  }

  /** The containers of a test, removed on close. */
  private static final class Containers implements AutoCloseable {
    private final List<GenericContainer<?>> all = new ArrayList<>();

    void add(GenericContainer<?> container) {
      all.add(container);
    }

    /** At once: none gets ready before all are there. */
    void startAll() {
      List<Thread> threads =
          all.stream().map(container -> Thread.ofVirtual().start(container::start)).toList();
      for (Thread thread : threads) {
        try {
          thread.join();
        } catch (InterruptedException e) {
          Thread.currentThread().interrupt();
          throw new IllegalStateException(e);
        }
      }
    }

    String url(int index) {
      GenericContainer<?> container = all.get(index);
      return "http://127.0.0.1:" + container.getMappedPort(HTTP_PORT);
    }

    void kill(int index) {
      GenericContainer<?> container = all.get(index);
      container.getDockerClient().killContainerCmd(container.getContainerId()).exec();
    }

    @Override
    public void close() {
      all.forEach(GenericContainer::stop);
    }
  }
}
