package io.carillon.deploy.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.carillon.common.labels.Labels;
import io.carillon.deploy.bench.RemoteWriteClient;
import io.carillon.proto.prometheus.v1.Exemplar;
import io.carillon.proto.prometheus.v1.Label;
import io.carillon.proto.prometheus.v1.TimeSeries;
import io.carillon.proto.prometheus.v1.WriteRequest;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** From remote write to {@code query_exemplars}. */
final class ExemplarsOverHttpTest {
  private static final long BASE_MS = 1_790_000_000_000L;
  private static final Labels BUCKET = Labels.of("__name__", "req_bucket", "le", "1");

  private static final String BUCKET_ANSWER =
      "{\"seriesLabels\":{\"__name__\":\"req_bucket\",\"le\":\"1\"},\"exemplars\":["
          + "{\"labels\":{\"trace_id\":\"a\"},\"value\":\"0.25\",\"timestamp\":1790000000},"
          + "{\"labels\":{},\"value\":\"1e-09\",\"timestamp\":1790000001.001}]}";

  private static final String COUNT_ANSWER =
      "{\"seriesLabels\":{\"__name__\":\"req_count\"},\"exemplars\":["
          + "{\"labels\":{\"trace_id\":\"c\"},\"value\":\"3\",\"timestamp\":1790000002}]}";

  @TempDir Path folder;

  @Test
  void answersWhatWasWrittenAlsoAfterARestart() throws IOException, InterruptedException {
    try (TestedNode node = new TestedNode(folder);
        RemoteWriteClient client = new RemoteWriteClient(node.httpUrl())) {
      assertThat(client.send(firstRequest()).statusCode()).isEqualTo(204);
      assertThat(client.send(secondRequest()).statusCode()).isEqualTo(204);
      assertAnswers(node);
    }
    try (TestedNode node = new TestedNode(folder)) {
      assertAnswers(node);
    }
  }

  private static void assertAnswers(TestedNode node) throws IOException, InterruptedException {
    String ratio = "histogram_quantile(0.9, rate(req_bucket[5m])) / ignoring(le) req_count";
    assertThat(query(node, ratio, 0)).isEqualTo(answer(BUCKET_ANSWER + "," + COUNT_ANSWER));
    assertThat(query(node, "req_bucket{le!~\"1|2\"} or req_count", 0))
        .isEqualTo(answer(COUNT_ANSWER));
    assertThat(query(node, "{__name__=~\"req_.*\"}", 1002)).isEqualTo(answer(COUNT_ANSWER));
    assertThat(query(node, "req_bucket", 1002)).isEqualTo(answer(""));
  }

  private static WriteRequest firstRequest() {
    TimeSeries.Builder bucket = RemoteWriteClient.series(BUCKET, BASE_MS, 1).toBuilder();
    bucket.addExemplars(exemplar(1e-9, 1001)).addExemplars(exemplar(0.25, 0, "trace_id", "a"));
    // Too long, which is no reason to refuse the others.
    bucket.addExemplars(exemplar(1, 500, "trace_id", "x".repeat(121)));
    return WriteRequest.newBuilder().addTimeseries(bucket).build();
  }

  /** A retry of one exemplar, and a series without samples. */
  private static WriteRequest secondRequest() {
    TimeSeries.Builder bucket = RemoteWriteClient.series(BUCKET, BASE_MS + 1, 2).toBuilder();
    TimeSeries.Builder count = TimeSeries.newBuilder().addLabels(label("__name__", "req_count"));
    return WriteRequest.newBuilder()
        .addTimeseries(bucket.addExemplars(exemplar(0.25, 0, "trace_id", "a")))
        .addTimeseries(count.addExemplars(exemplar(3, 2000, "trace_id", "c")))
        .build();
  }

  private static Exemplar exemplar(double value, long afterMs, String... label) {
    Exemplar.Builder exemplar =
        Exemplar.newBuilder().setValue(value).setTimestamp(BASE_MS + afterMs);
    if (label.length > 0) {
      exemplar.addLabels(label(label[0], label[1]));
    }
    return exemplar.build();
  }

  private static Label label(String name, String value) {
    return Label.newBuilder().setName(name).setValue(value).build();
  }

  private static String answer(String series) {
    return "{\"status\":\"success\",\"data\":[" + series + "]}";
  }

  private static String query(TestedNode node, String query, long fromMs)
      throws IOException, InterruptedException {
    String url =
        node.httpUrl()
            + "/api/v1/query_exemplars?query="
            + URLEncoder.encode(query, StandardCharsets.UTF_8)
            + "&start="
            + (BASE_MS + fromMs) / 1000.0
            + "&end="
            + (BASE_MS + 2000) / 1000.0;
    try (HttpClient http = HttpClient.newHttpClient()) {
      HttpResponse<String> response =
          http.send(
              HttpRequest.newBuilder(URI.create(url)).build(),
              HttpResponse.BodyHandlers.ofString());
      assertThat(response.statusCode()).isEqualTo(200);
      return response.body();
    }
  }
}
