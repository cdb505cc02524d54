package io.carillon.deploy.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.carillon.deploy.bench.RemoteWriteClient;
import io.carillon.proto.prometheus.v1.Label;
import io.carillon.proto.prometheus.v1.Sample;
import io.carillon.proto.prometheus.v1.TimeSeries;
import io.carillon.proto.prometheus.v1.WriteRequest;
import io.carillon.querier.fuzz.Coverage;
import io.carillon.querier.fuzz.DataGenerator;
import io.carillon.querier.fuzz.Dice;
import io.carillon.querier.fuzz.FuzzData;
import io.carillon.querier.fuzz.FuzzSeries;
import io.carillon.querier.fuzz.Profile;
import io.carillon.querier.fuzz.QueryGenerator;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Random queries to this build and to Debian's Prometheus 2.42 with the same random data. What the
 * versions answer differently is left out by {@link VersionRule}s. Number of queries: the property
 * {@code fuzz.queries}; the first seed: {@code fuzz.seed}; {@code fuzz.show} differences are
 * printed.
 */
final class PrometheusDifferentialIT {
  private static final int QUERIES = Integer.getInteger("fuzz.queries", 5000);
  private static final long SEED = Long.getLong("fuzz.seed", 1);
  private static final int SHOW = Integer.getInteger("fuzz.show", 5);
  private static final int FULL_RUN = 10_000;
  private static final int LEAST_APPEARANCES = 20;
  private static final long DATA_START_MS = 1_700_000_040_000L;
  private static final int SAMPLES = 50;
  private static final int INTERVAL_MS = 30_000;

  @TempDir Path folder;

  @Test
  void answersLikePrometheus() throws IOException, InterruptedException {
    String program = Peers.require("prometheus");
    int port = Ports.block(1);
    int prometheusPort = Ports.free();
    try (RunningProcess node = CarillonNodes.single(folder, port, "--retention=3650d");
        RunningProcess prometheus = prometheus(program, prometheusPort)) {
      Dice dice = new Dice(SEED);
      FuzzData data =
          DataGenerator.generate(
              dice, Profile.PROMETHEUS_2_42, DATA_START_MS, SAMPLES, INTERVAL_MS);
      push(data, port);
      push(data, prometheusPort);
      QueryGenerator queries = new QueryGenerator(dice, Profile.PROMETHEUS_2_42, data);
      VersionComparison comparison =
          new VersionComparison(data, QueryClient.ofPort(prometheusPort), QueryClient.ofPort(port));
      comparison.askAll(dice, queries, QUERIES);
      comparison.print(SHOW);
      assertThat(node.isAlive()).as(node.tail()).isTrue();
      assertThat(prometheus.isAlive()).as(prometheus.tail()).isTrue();
      assertThat(comparison.differences()).as("differences, seed %s", SEED).isEmpty();
      assertThat(comparison.shareWithAnswer()).isGreaterThan(0.6);
      int least = LEAST_APPEARANCES * Math.min(QUERIES, FULL_RUN) / FULL_RUN;
      List<String> rare =
          Coverage.expected(Profile.PROMETHEUS_2_42).stream()
              .filter(part -> comparison.coverage().count(part) < least)
              .toList();
      assertThat(rare).as("compared fewer than %s times", least).isEmpty();
    }
  }

  private RunningProcess prometheus(String program, int port) throws IOException {
    Path home = Files.createDirectories(folder.resolve("prometheus"));
    Path config = home.resolve("prometheus.yml");
    Files.writeString(config, "global:\n  evaluation_interval: 1m\n");
    RunningProcess prometheus =
        RunningProcess.start(
            "prometheus",
            home,
            List.of(
                program,
                "--config.file=" + config,
                "--storage.tsdb.path=" + home.resolve("tsdb"),
                "--storage.tsdb.retention.time=3650d",
                "--web.enable-remote-write-receiver",
                "--web.listen-address=127.0.0.1:" + port));
    QueryClient client = QueryClient.ofPort(port);
    await("prometheus is ready").atMost(Duration.ofSeconds(60)).until(client::isReady);
    return prometheus;
  }

  /** One request with all series, so that both servers know them in label order. */
  private static void push(FuzzData data, int port) throws IOException, InterruptedException {
    WriteRequest.Builder request = WriteRequest.newBuilder();
    data.series().forEach(series -> request.addTimeseries(timeSeries(series)));
    try (RemoteWriteClient client = new RemoteWriteClient("http://127.0.0.1:" + port)) {
      HttpResponse<String> answer = client.send(request.build());
      assertThat(answer.statusCode()).as(answer.body()).isEqualTo(204);
    }
  }

  private static TimeSeries timeSeries(FuzzSeries series) {
    TimeSeries.Builder result = TimeSeries.newBuilder();
    series
        .labels()
        .forEach(
            (name, value) -> result.addLabels(Label.newBuilder().setName(name).setValue(value)));
    series
        .points()
        .forEach(
            point ->
                result.addSamples(
                    Sample.newBuilder().setTimestamp(point.timeMs()).setValue(point.value())));
    return result.build();
  }
}
