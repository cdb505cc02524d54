package io.carillon.querier.api;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.carillon.common.http.HttpLimits;
import io.carillon.common.http.HttpService;
import io.carillon.common.net.HostPort;
import io.carillon.common.time.MonotonicClock;
import io.carillon.querier.budget.GeneratedSource;
import io.carillon.querier.budget.QueryLimits;
import io.carillon.querier.exec.ActiveQuery;
import io.carillon.querier.exec.EngineConfig;
import io.carillon.querier.exec.PromqlEngine;
import io.carillon.querier.exec.QueryWorkers;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Queries over HTTP, from their coming to the moment when everything they held is free again. */
@Timeout(60)
final class QueryLifeTest {
  private static final long MIB = 1 << 20;
  private static final String TENANT = "X-Scope-OrgID";

  /** Far above the 100 ms that a query has to go, for machines that are busy. */
  private static final Duration SOON = Duration.ofSeconds(5);

  private final PrometheusRegistry registry = new PrometheusRegistry();
  private final GeneratedSource source = new GeneratedSource();
  private final QueryWorkers workers = new QueryWorkers(2);
  private final PromqlEngine engine =
      new PromqlEngine(
          source,
          EngineConfig.DEFAULT.withLimits(
              new QueryLimits(64 * MIB, 80 * MIB, 200 * MIB, 50_000_000, 0, 2)),
          MonotonicClock.system(),
          registry,
          workers);
  private final HttpService service =
      new HttpService(
          new HostPort("127.0.0.1", 0),
          new QueryApi(
                  engine,
                  engine.activeQueries(),
                  source,
                  new ApiConfig(new ApiConfig.Build("", "", "", "", "", "")),
                  InstantSource.system())
              .endpoints(),
          HttpLimits.forHeap(1 << 30),
          registry,
          MonotonicClock.system());
  private final HttpClient client = HttpClient.newHttpClient();
  private HostPort address = new HostPort("127.0.0.1", 0);

  @BeforeEach
  void start() {
    address = service.start();
  }

  @AfterEach
  void everythingIsFreeInTheEnd() {
    engine.activeQueries().list().forEach(q -> engine.activeQueries().end(q.id(), "the end"));
    awaitAllFree();
    client.close();
    service.close();
    workers.close();
  }

  private void awaitAllFree() {
    await()
        .pollInterval(Duration.ofMillis(1))
        .atMost(SOON)
        .untilAsserted(
            () -> {
              assertThat(engine.activeQueries().list()).isEmpty();
              assertThat(gauge("carillon_querier_queries_running")).isZero();
              assertThat(gauge("carillon_querier_queries_waiting")).isZero();
              assertThat(gauge("carillon_querier_memory_bytes")).isZero();
              assertThat(source.openStreams()).isZero();
            });
  }

  private double gauge(String name) {
    return registry.scrape(name::equals).stream()
        .map(GaugeSnapshot.class::cast)
        .mapToDouble(snapshot -> snapshot.getDataPoints().getFirst().getValue())
        .sum();
  }

  private static String instant(String text, String... params) {
    return "/api/v1/query?time=1000000&query="
        + URLEncoder.encode(text, UTF_8)
        + String.join("", params);
  }

  private static String range(String text, int steps) {
    return "/api/v1/query_range?start=1000000&step=15&end="
        + (1_000_000 + 15 * (steps - 1))
        + "&query="
        + URLEncoder.encode(text, UTF_8);
  }

  private CompletableFuture<HttpResponse<String>> send(String method, String path, String tenant) {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create("http://" + address + path))
            .method(method, HttpRequest.BodyPublishers.noBody())
            .header(TENANT, tenant)
            .build();
    return client.sendAsync(request, BodyHandlers.ofString());
  }

  private CompletableFuture<HttpResponse<String>> get(String path) {
    return send("GET", path, "team");
  }

  private List<ActiveQuery> awaitQueries(int count) {
    await().atMost(SOON).until(() -> engine.activeQueries().list().size() == count);
    return engine.activeQueries().list();
  }

  /** Looks often: what is endless comes to the limit of its memory within tenths of a second. */
  private void awaitRunning() {
    await()
        .pollInterval(Duration.ofMillis(1))
        .atMost(SOON)
        .until(() -> gauge("carillon_querier_queries_running") == 1 && source.openStreams() == 1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"sum(endless)", "endless", "rate(endless[5m])", "sum(stuck)"})
  void shouldFreeEverythingWhenTheClientHangsUp(String text) throws IOException {
    try (Socket socket = new Socket(address.host(), address.port())) {
      String request = "GET " + instant(text) + " HTTP/1.1\r\nHost: x\r\n\r\n";
      socket.getOutputStream().write(request.getBytes(UTF_8));
      socket.getOutputStream().flush();
      awaitRunning();
    }
    awaitAllFree();
  }

  @ParameterizedTest
  @ValueSource(strings = {"sum(endless)", "stuck"})
  void shouldEndAQueryAfterItsTime(String text) {
    HttpResponse<String> answer = get(instant(text, "&timeout=100ms")).join();
    assertThat(answer.statusCode()).isEqualTo(503);
    assertThat(answer.body())
        .isEqualTo(
            "{\"status\":\"error\",\"errorType\":\"timeout\","
                + "\"error\":\"query timed out in expression evaluation\"}");
    awaitAllFree();
  }

  @Test
  void shouldLetQueriesWaitListThemAndEndThem() {
    CompletableFuture<HttpResponse<String>> first = get(instant("sum(endless)"));
    awaitRunning();
    CompletableFuture<HttpResponse<String>> second = get(instant("sum(stuck)"));
    await().atMost(SOON).until(() -> gauge("carillon_querier_queries_running") == 2);
    assertThat(get(instant("1", "&timeout=50ms")).join().body())
        .contains("\"timeout\",\"error\":\"query timed out in query queue\"");
    CompletableFuture<HttpResponse<String>> third = get(instant("sum(small)"));
    List<ActiveQuery> active = awaitQueries(3);
    assertThat(active)
        .extracting(query -> query.phase() + ": " + query.query().text())
        .containsExactly(
            "expression evaluation: sum(endless)",
            "expression evaluation: sum(stuck)",
            "query queue: sum(small)");

    String listed = get("/api/v1/status/active_queries").join().body();
    assertThat(listed)
        .contains(
            "{\"id\":\""
                + active.get(1).id()
                + "\",\"tenant\":\"team\",\"query\":\"sum(stuck)\","
                + "\"start\":1000000,\"end\":1000000,\"step\":0,"
                + "\"phase\":\"expression evaluation\",\"began\":\"");
    String path = "/api/v1/status/active_queries/" + active.get(1).id();
    assertThat(send("GET", "/api/v1/status/active_queries", "other").join().body())
        .isEqualTo("{\"status\":\"success\",\"data\":[]}");
    assertThat(send("DELETE", path, "other").join().statusCode()).isEqualTo(404);
    assertThat(send("DELETE", path, "team").join().statusCode()).isEqualTo(204);
    HttpResponse<String> ended = second.join();
    assertThat(ended.statusCode()).isEqualTo(499);
    assertThat(ended.body())
        .contains("\"canceled\"")
        .contains("ended over the API as query " + active.get(1).id());
    assertThat(third.join().body()).contains("[1000000,\"10\"]");
    assertThat(send("DELETE", path, "team").join().body()).contains("\"not_found\"");
    engine.activeQueries().end(active.getFirst().id(), "enough");
    assertThat(first.join().statusCode()).isEqualTo(499);
  }

  @Test
  void shouldEndAQueryThatNeedsTooMuchWhileSmallOnesGoOn() {
    CompletableFuture<HttpResponse<String>> large = get(range("big", 40));
    int answered = 0;
    while (!large.isDone()) {
      assertThat(get(range("sum(small)", 10)).join().statusCode()).isEqualTo(200);
      answered++;
    }
    assertThat(answered).isPositive();
    assertThat(large.join().statusCode()).isEqualTo(422);
    assertThat(large.join().body())
        .contains("\"errorType\":\"execution\"")
        .containsPattern(
            "query needs more than its memory budget of 67108864 bytes: it holds 67\\d+ bytes and"
                + " asked for \\d+ more \\(setting max-query-bytes\\); the selector that cost most"
                + " is big with \\d+ series and \\d+ bytes; select fewer series or steps");
    awaitAllFree();
  }

  @Test
  void shouldEndTheQueriesOfATenantWithoutHarmToAnother() {
    CompletableFuture<HttpResponse<String>> holding = get(range("holding", 40));
    await().atMost(SOON).until(() -> gauge("carillon_querier_memory_bytes") > 40 * MIB);
    HttpResponse<String> second = get(range("endless", 40)).join();
    assertThat(second.statusCode()).isEqualTo(422);
    assertThat(second.body())
        .contains("queries of tenant team need more than their memory budget of 83886080 bytes")
        .contains("(setting max-tenant-query-bytes); the selector that cost most is endless with");
    assertThat(send("GET", range("sum(small)", 10), "other").join().statusCode()).isEqualTo(200);
    assertThat(holding.isDone()).isFalse();
  }

  @Test
  void shouldAnswerOverAllTimesThatCanBeSaid() {
    String path =
        "/api/v1/query_range?start=0001-01-01T00:00:00Z&end=9999-12-31T23:59:59Z&step=4w2d"
            + "&query=sum(small)";
    assertThat(get(path).join().body()).contains("exceeded maximum resolution of 11,000 points");
    assertThat(get(path.replace("4w2d", "200y")).join().body())
        .contains("\"result\":[{\"metric\":{},\"values\":[[");
  }
}
