package io.carillon.deploy.cli.storage;

import static org.assertj.core.api.Assertions.assertThat;

import io.carillon.common.labels.Labels;
import io.carillon.common.labels.Matcher;
import io.carillon.common.ring.Ring;
import io.carillon.common.ring.RingView;
import io.carillon.common.tenant.TenantId;
import io.carillon.common.time.MonotonicClock;
import io.carillon.deploy.bench.RemoteWriteClient;
import io.carillon.deploy.server.TestedNode;
import io.carillon.ingester.file.DiskFileStore;
import io.carillon.ingester.service.DataDirectory;
import io.carillon.ingester.service.Ingester;
import io.carillon.ingester.service.IngesterConfig;
import io.carillon.ingester.service.IngesterEnvironment;
import io.carillon.proto.prometheus.v1.BucketSpan;
import io.carillon.proto.prometheus.v1.Exemplar;
import io.carillon.proto.prometheus.v1.Histogram;
import io.carillon.proto.prometheus.v1.MetricMetadata;
import io.carillon.proto.prometheus.v1.TimeSeries;
import io.carillon.proto.prometheus.v1.WriteRequest;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Data directories that a node has made: one that was closed in order, and a copy of what it had
 * when it was killed, with samples in the log.
 */
record StoredDirectories(Path closed, Path killed) {
  static final long BASE_MS = 1_790_000_000_000L;
  static final long STEP_MS = 15_000;

  /** Samples of each series of m that are sealed. */
  static final int SEALED = 10;

  private static final Labels A = Labels.of("__name__", "m", "job", "a");
  private static final Labels B = Labels.of("__name__", "m", "job", "b");
  private static final String SMALL_LOG = "--wal-segment-bytes=1048576";

  static StoredDirectories make(Path folder) throws IOException, InterruptedException {
    Path closed = folder.resolve("closed");
    Path killed = folder.resolve("killed");
    try (TestedNode node = new TestedNode(closed, SMALL_LOG);
        RemoteWriteClient client = new RemoteWriteClient(node.httpUrl())) {
      for (int i = 0; i < SEALED; i++) {
        send(client, series(A, i, i), series(B, i, i / 2.0));
      }
      send(client, histogram(), odd(), withExemplar());
      assertThat(client.send(metadata()).statusCode()).isEqualTo(204);
      flush(node);
    }
    deleteSomeOfB(closed);
    try (TestedNode node = new TestedNode(closed, SMALL_LOG);
        RemoteWriteClient client = new RemoteWriteClient(node.httpUrl())) {
      // Two that are sealed already, and three that are new.
      for (int i = SEALED - 2; i < SEALED + 3; i++) {
        send(client, series(A, i, i));
      }
      TestedNode.crashImage(closed, killed);
    }
    return new StoredDirectories(closed, killed);
  }

  private static void send(RemoteWriteClient client, TimeSeries... series)
      throws IOException, InterruptedException {
    WriteRequest request = WriteRequest.newBuilder().addAllTimeseries(List.of(series)).build();
    assertThat(client.send(request).statusCode()).isEqualTo(204);
  }

  private static TimeSeries series(Labels labels, int i, double value) {
    return RemoteWriteClient.series(labels, BASE_MS + i * STEP_MS, value);
  }

  private static TimeSeries odd() {
    return series(Labels.of("__name__", "odd name", "x", "a\"\\\nü"), 0, Double.NEGATIVE_INFINITY);
  }

  private static TimeSeries withExemplar() {
    return series(Labels.of("__name__", "e"), 0, 1e21).toBuilder()
        .addExemplars(Exemplar.newBuilder().setValue(1).setTimestamp(BASE_MS))
        .build();
  }

  private static TimeSeries histogram() {
    return series(Labels.of("__name__", "h"), 0, 0).toBuilder()
        .clearSamples()
        .addHistograms(
            Histogram.newBuilder()
                .setTimestamp(BASE_MS + 1)
                .setCountInt(3)
                .setSum(4.5)
                .addPositiveSpans(BucketSpan.newBuilder().setOffset(1).setLength(1))
                .addPositiveDeltas(3))
        .build();
  }

  private static WriteRequest metadata() {
    return WriteRequest.newBuilder()
        .addMetadata(
            MetricMetadata.newBuilder()
                .setMetricFamilyName("m")
                .setType(MetricMetadata.MetricType.GAUGE)
                .setHelp("Something."))
        .build();
  }

  private static void flush(TestedNode node) throws IOException, InterruptedException {
    URI url = URI.create(node.httpUrl() + "/ingester/flush?merge=true");
    try (HttpClient http = HttpClient.newHttpClient()) {
      HttpRequest post =
          HttpRequest.newBuilder(url).POST(HttpRequest.BodyPublishers.noBody()).build();
      assertThat(http.send(post, HttpResponse.BodyHandlers.ofString()).statusCode()).isEqualTo(200);
    }
  }

  /** The fourth to the sixth sample. */
  private static void deleteSomeOfB(Path dataDir) {
    IngesterConfig config =
        IngesterConfig.defaults(dataDir, 1 << 28).withRetention(Duration.ofDays(36_500), 0);
    IngesterEnvironment environment =
        new IngesterEnvironment(
            new DiskFileStore(),
            InstantSource.system(),
            MonotonicClock.system(),
            RandomGenerator.of("L64X128MixRandom"),
            new PrometheusRegistry(),
            e -> {
              throw new AssertionError("the log failed", e);
            });
    try (DataDirectory _ = DataDirectory.open(dataDir);
        Ingester ingester = Ingester.open(config, "i", new NoRing(), environment)) {
      List<Matcher> b = List.of(Matcher.of(Matcher.Type.EQUAL, "job", "b"));
      assertThat(
              ingester.delete(
                  TenantId.ANONYMOUS, b, BASE_MS + 3 * STEP_MS, BASE_MS + 5 * STEP_MS + 1))
          .isPositive();
    }
  }

  private static final class NoRing implements RingView {
    @Override
    public @Nullable Ring current() {
      return null;
    }

    @Override
    public boolean offer(Ring ring) {
      return false;
    }
  }
}
