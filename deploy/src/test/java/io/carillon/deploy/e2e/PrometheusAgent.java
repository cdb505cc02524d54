package io.carillon.deploy.e2e;

import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * Debian's Prometheus that scrapes a real node_exporter and itself every second and remote-writes
 * to Carillon. It is agent and oracle at once.
 */
final class PrometheusAgent implements AutoCloseable {
  private final RunningProcess exporter;
  private final RunningProcess prometheus;
  private final QueryClient client;

  private PrometheusAgent(RunningProcess exporter, RunningProcess prometheus, QueryClient client) {
    this.exporter = exporter;
    this.prometheus = prometheus;
    this.client = client;
  }

  /** Starts both; {@code writeUrl} is the full URL of the receiver. */
  static PrometheusAgent start(Path folder, String writeUrl) {
    String exporterBinary = Peers.require("prometheus-node-exporter");
    String prometheusBinary = Peers.require("prometheus");
    int exporterPort = Ports.free();
    int port = Ports.free();
    try {
      Files.createDirectories(folder);
      Path config = folder.resolve("prometheus.yml");
      Files.writeString(config, config(exporterPort, port, writeUrl));
      RunningProcess exporter =
          RunningProcess.start(
              "node_exporter",
              folder,
              List.of(exporterBinary, "--web.listen-address=127.0.0.1:" + exporterPort));
      RunningProcess prometheus =
          RunningProcess.start(
              "prometheus",
              folder,
              List.of(
                  prometheusBinary,
                  "--config.file=" + config,
                  "--storage.tsdb.path=" + folder.resolve("tsdb"),
                  "--web.listen-address=127.0.0.1:" + port));
      QueryClient client = QueryClient.ofPort(port);
      await("prometheus is ready").atMost(Duration.ofSeconds(60)).until(client::isReady);
      return new PrometheusAgent(exporter, prometheus, client);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String config(int exporterPort, int port, String writeUrl) {
    return """
    global:
      scrape_interval: 1s
      scrape_timeout: 1s
    scrape_configs:
      - job_name: node
        static_configs:
          - targets: ["127.0.0.1:%d"]
      - job_name: prometheus
        static_configs:
          - targets: ["127.0.0.1:%d"]
    remote_write:
      - url: %s
        queue_config:
          batch_send_deadline: 1s
          max_backoff: 1s
    """
        .replaceFirst("%d", Integer.toString(exporterPort))
        .replaceFirst("%d", Integer.toString(port))
        .replace("%s", writeUrl);
  }

  /** Its own HTTP API: the oracle. */
  QueryClient client() {
    return client;
  }

  /** One of its own metrics, summed, as it stands now on /metrics. */
  double ownMetric(String name) {
    String text = client.get("/metrics", Map.of()).body();
    return text.lines()
        .filter(line -> line.startsWith(name + "{") || line.startsWith(name + " "))
        .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
        .sum();
  }

  /** Waits until everything scraped up to the time has been acknowledged. */
  void awaitSent(long timeMs) {
    await("agent has sent everything up to " + timeMs)
        .atMost(Duration.ofSeconds(60))
        .pollInterval(Duration.ofMillis(200))
        .until(
            () ->
                ownMetric("prometheus_remote_storage_queue_highest_sent_timestamp_seconds") * 1000
                    > timeMs + 3000);
  }

  /** Samples that it gave up on. */
  double lostSamples() {
    return ownMetric("prometheus_remote_storage_samples_failed_total")
        + ownMetric("prometheus_remote_storage_samples_dropped_total");
  }

  /**
   * A time not after {@code latestMs} whose millisecond in the second is far from all scrapes, so
   * that no sample lies on the edge of a window.
   */
  long quietTimeMs(long latestMs) {
    JsonNode scrapes = client.instant("timestamp(up)", latestMs).result();
    for (long candidate = latestMs; candidate > latestMs - 1000; candidate -= 10) {
      long time = candidate;
      boolean isQuiet = true;
      for (JsonNode scrape : scrapes) {
        long scrapeMs = Math.round(scrape.path("value").get(1).asDouble() * 1000);
        long distance = Math.floorMod(time - scrapeMs, 1000L);
        isQuiet &= Math.min(distance, 1000 - distance) > 120;
      }
      if (isQuiet) {
        return time;
      }
    }
    throw new AssertionError("the two scrapes leave no quiet time");
  }

  String tail() {
    return prometheus.tail();
  }

  @Override
  public void close() {
    prometheus.close();
    exporter.close();
  }
}
