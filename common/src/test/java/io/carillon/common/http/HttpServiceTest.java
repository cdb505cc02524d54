package io.carillon.common.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.carillon.common.error.CarillonException;
import io.carillon.common.error.ErrorCode;
import io.carillon.common.net.HostPort;
import io.carillon.common.time.MonotonicClock;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import java.util.zip.GZIPInputStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
final class HttpServiceTest {
  private static final HostPort ANY_PORT = new HostPort("127.0.0.1", 0);
  private static final HttpLimits LIMITS =
      new HttpLimits(4, 1 << 20, Duration.ofSeconds(20), Duration.ofSeconds(5));

  private final PrometheusRegistry registry = new PrometheusRegistry();
  private final HttpClient client = HttpClient.newHttpClient();
  private @Nullable HttpService service;
  private HostPort address = ANY_PORT;

  @AfterEach
  void stop() {
    if (service != null) {
      service.close();
    }
    client.close();
  }

  private HttpService start(Endpoint... endpoints) {
    HttpService started =
        new HttpService(ANY_PORT, List.of(endpoints), LIMITS, registry, MonotonicClock.system());
    service = started;
    address = started.start();
    return started;
  }

  private static Endpoint get(String path, Endpoint.Handler handler) {
    return new Endpoint("test", Set.of("GET"), path, 0, handler);
  }

  private static Endpoint post(long maxBodyBytes, Endpoint.Handler handler) {
    return new Endpoint("test", Set.of("POST"), "/p", maxBodyBytes, handler);
  }

  private HttpRequest.Builder to(String pathAndQuery) {
    return HttpRequest.newBuilder(URI.create("http://" + address + pathAndQuery));
  }

  private HttpResponse<String> send(HttpRequest.Builder request) throws Exception {
    return client.send(request.build(), BodyHandlers.ofString());
  }

  private double metric(String line) throws Exception {
    String text =
        StandardEndpointsTest.exposition(registry)
            .lines()
            .filter(l -> l.startsWith(line))
            .findFirst()
            .orElse("0");
    return Double.parseDouble(text.substring(text.lastIndexOf(' ') + 1));
  }

  @Test
  void mergesFormAndUrlWithTheFormFirst() throws Exception {
    AtomicReference<List<String>> seen = new AtomicReference<>(List.of());
    start(
        post(
            1000,
            call -> {
              seen.set(call.params("match[]"));
              return HttpAnswer.text(200, call.method() + " " + call.param("query"));
            }));
    HttpResponse<String> answer =
        send(
            to("/p?query=url&match%5B%5D=a;b")
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(BodyPublishers.ofString("query=1%2B1+%3E+2&match[]=c")));
    assertThat(answer.body()).isEqualTo("POST 1+1 > 2");
    assertThat(seen.get()).containsExactly("c", "a;b");
    assertThat(answer.headers().firstValue("Content-Length")).hasValue("12");
  }

  @Test
  void closesAnswersWhetherTheyAreWrittenOrNot() throws Exception {
    AtomicInteger closed = new AtomicInteger();
    HttpAnswer written = HttpAnswer.text(200, "a").withClose(closed::incrementAndGet);
    HttpAnswer broken =
        HttpAnswer.json(
                200,
                _ -> {
                  throw new CarillonException(ErrorCode.EXECUTION, "not to be written");
                })
            .withHeader("X-Test", "a")
            .withClose(closed::incrementAndGet);
    start(get("/a", _ -> written), get("/b", _ -> broken));
    assertThat(send(to("/a")).body()).isEqualTo("a");
    await().until(() -> closed.get() == 1);
    assertThat(send(to("/b")).statusCode()).isEqualTo(422);
    await().until(() -> closed.get() == 2);
  }

  @Test
  void decodesPathParametersAndHeaders() throws Exception {
    start(
        get(
            "/api/v1/label/:name/values",
            call -> HttpAnswer.text(200, call.pathParam("name") + " " + call.tenant())));
    assertThat(send(to("/api/v1/label/a%2Fb%20c/values")).body()).isEqualTo("a/b c anonymous");
    assertThat(send(to("/api/v1/label/x/values").header("x-scope-orgid", "team")).body())
        .isEqualTo("x team");
    HttpResponse<String> bad = send(to("/api/v1/label/x/values").header("X-Scope-OrgID", "a/b"));
    assertThat(bad.statusCode()).isEqualTo(400);
    assertThat(bad.body()).contains("invalid tenant id");
  }

  @Test
  void answersErrorsInPrometheusEnvelope() throws Exception {
    start(
        get(
            "/a",
            _ -> {
              throw new CarillonException(ErrorCode.UNAVAILABLE, "partition 3 of \"x\" is missing");
            }),
        get(
            "/b",
            _ -> {
              throw new IllegalStateException("a bug");
            }),
        get(
            "/c",
            _ ->
                HttpAnswer.json(
                    200,
                    out -> {
                      out.write("{\"status\":\"success\"".getBytes(UTF_8));
                      throw new CarillonException(ErrorCode.EXECUTION, "too late");
                    })),
        get("/d", call -> HttpAnswer.text(200, "" + call.param("q"))));
    HttpResponse<String> unavailable = send(to("/a"));
    assertThat(unavailable.statusCode()).isEqualTo(503);
    assertThat(unavailable.headers().firstValue("Retry-After")).hasValue("1");
    assertThat(unavailable.headers().firstValue("Content-Type")).hasValue("application/json");
    assertThat(unavailable.body())
        .isEqualTo(
            "{\"status\":\"error\",\"errorType\":\"unavailable\","
                + "\"error\":\"partition 3 of \\\"x\\\" is missing\"}");
    HttpResponse<String> bug = send(to("/b"));
    assertThat(bug.statusCode()).isEqualTo(500);
    assertThat(bug.body()).contains("\"errorType\":\"internal\"", "a bug");
    HttpResponse<String> early = send(to("/c"));
    assertThat(early.statusCode()).isEqualTo(422);
    assertThat(early.body()).contains("too late").doesNotContain("success");
    RawResponse escape = raw("GET /d?q=%zz HTTP/1.1\r\nHost: x\r\nConnection: close\r\n");
    assertThat(escape.statusCode()).isEqualTo(400);
  }

  /** For requests that java.net.http refuses to send. */
  private RawResponse raw(String head) throws IOException {
    try (Socket socket = new Socket(address.host(), address.port())) {
      socket.getOutputStream().write((head + "\r\n").getBytes(UTF_8));
      String text = new String(socket.getInputStream().readAllBytes(), UTF_8);
      return new RawResponse(Integer.parseInt(text.substring(9, 12)), text);
    }
  }

  @Test
  void refusesOtherMethodsAndUnknownPaths() throws Exception {
    start(get("/a", _ -> HttpAnswer.noContent()), post(10, _ -> HttpAnswer.noContent()));
    HttpResponse<String> method = send(to("/a").DELETE());
    assertThat(method.statusCode()).isEqualTo(405);
    assertThat(method.headers().firstValue("Allow")).hasValue("GET, OPTIONS");
    assertThat(send(to("/nowhere")).statusCode()).isEqualTo(404);
    HttpResponse<String> options =
        send(to("/a").method("OPTIONS", BodyPublishers.noBody()).header("Origin", "http://g"));
    assertThat(options.statusCode()).isEqualTo(204);
    assertThat(options.headers().firstValue("Access-Control-Allow-Origin")).hasValue("*");
    assertThat(metric("carillon_http_requests_total{code=\"405\",endpoint=\"test\"")).isEqualTo(1);
    assertThat(metric("carillon_http_requests_total{code=\"404\",endpoint=\"unmatched\""))
        .isEqualTo(1);
  }

  @Test
  void refusesLargeBodiesNamingTheLimit() throws Exception {
    start(post(1000, call -> HttpAnswer.text(200, "" + call.body().length)));
    assertThat(send(to("/p").POST(BodyPublishers.ofByteArray(new byte[1000]))).body())
        .isEqualTo("1000");
    HttpResponse<String> declared =
        send(to("/p").POST(BodyPublishers.ofByteArray(new byte[3_000_000])));
    assertThat(declared.statusCode()).isEqualTo(413);
    assertThat(declared.body()).contains("at most 1000 bytes");
    InputStream unknownLength = new ByteArrayInputStream(new byte[500_000]);
    HttpResponse<String> chunked =
        send(to("/p").POST(BodyPublishers.ofInputStream(() -> unknownLength)));
    assertThat(chunked.statusCode()).isEqualTo(413);
    HttpResponse<String> asked =
        send(to("/p").expectContinue(true).POST(BodyPublishers.ofByteArray(new byte[2000])));
    assertThat(asked.statusCode()).isEqualTo(413);
    assertThat(
            send(to("/p").expectContinue(true).POST(BodyPublishers.ofByteArray(new byte[10])))
                .body())
        .isEqualTo("10");
  }

  @Test
  void refusesMoreCallsThanMayRun() throws Exception {
    CountDownLatch release = new CountDownLatch(1);
    start(
        get(
            "/slow",
            _ -> {
              awaitUnchecked(release);
              return HttpAnswer.text(200, "done");
            }));
    List<CompletableFuture<HttpResponse<String>>> running =
        IntStream.range(0, LIMITS.maxRunningCalls())
            .mapToObj(_ -> client.sendAsync(to("/slow").build(), BodyHandlers.ofString()))
            .toList();
    await().until(() -> metric("carillon_http_requests_in_flight") == LIMITS.maxRunningCalls());
    HttpResponse<String> refused = send(to("/slow"));
    assertThat(refused.statusCode()).isEqualTo(503);
    assertThat(refused.headers().firstValue("Retry-After")).isPresent();
    release.countDown();
    for (CompletableFuture<HttpResponse<String>> answer : running) {
      assertThat(answer.get().body()).isEqualTo("done");
    }
    await().until(() -> metric("carillon_http_requests_in_flight") == 0);
  }

  private static void awaitUnchecked(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new CarillonException(ErrorCode.CANCELED, "interrupted", e);
    }
  }

  @Test
  void interruptsTheHandlerWhenTheClientHangsUp() throws Exception {
    CountDownLatch started = new CountDownLatch(1);
    AtomicBoolean wasInterrupted = new AtomicBoolean();
    start(
        get(
            "/slow",
            _ -> {
              started.countDown();
              try {
                new CountDownLatch(1).await();
              } catch (InterruptedException e) {
                wasInterrupted.set(true);
              }
              return HttpAnswer.noContent();
            }));
    try (Socket socket = new Socket(address.host(), address.port())) {
      socket.getOutputStream().write("GET /slow HTTP/1.1\r\nHost: x\r\n\r\n".getBytes(UTF_8));
      started.await();
    }
    await().untilTrue(wasInterrupted);
    await().until(() -> metric("carillon_http_requests_total{code=\"499\",endpoint=\"test\"") == 1);
  }

  @Test
  void streamsLongBodiesWithGzip() throws Exception {
    byte[] bytes = "abcdefg".repeat(500_000).getBytes(UTF_8);
    start(
        get("/long", _ -> HttpAnswer.json(200, out -> out.write(bytes))),
        get("/short", _ -> HttpAnswer.json(200, out -> out.write(bytes, 0, 20_000))));
    HttpResponse<byte[]> plain = client.send(to("/long").build(), BodyHandlers.ofByteArray());
    assertThat(plain.body()).isEqualTo(bytes);
    assertThat(plain.headers().firstValue("Transfer-Encoding")).hasValue("chunked");
    for (String path : List.of("/long", "/short")) {
      HttpResponse<byte[]> packed =
          client.send(
              to(path).header("Accept-Encoding", "deflate, gzip;q=0.5").build(),
              BodyHandlers.ofByteArray());
      assertThat(packed.headers().firstValue("Content-Encoding")).hasValue("gzip");
      byte[] body = new GZIPInputStream(new ByteArrayInputStream(packed.body())).readAllBytes();
      assertThat(body).isEqualTo(path.equals("/long") ? bytes : Arrays.copyOf(bytes, 20_000));
      assertThat(packed.body().length).isLessThan(body.length / 10);
    }
  }

  @Test
  void waitsForSlowReadersWithoutBuffering() throws Exception {
    AtomicReference<Long> written = new AtomicReference<>(0L);
    byte[] block = new byte[64 << 10];
    start(
        get(
            "/huge",
            _ ->
                new HttpAnswer(
                    200,
                    Map.of(),
                    out -> {
                      for (int i = 0; i < 10_000; i++) {
                        out.write(block);
                        written.updateAndGet(n -> n + block.length);
                      }
                    })));
    try (Socket socket = new Socket()) {
      socket.setReceiveBufferSize(16 << 10);
      socket.connect(new InetSocketAddress(address.host(), address.port()));
      socket.getOutputStream().write("GET /huge HTTP/1.1\r\nHost: x\r\n\r\n".getBytes(UTF_8));
      assertThat(socket.getInputStream().readNBytes(100_000)).hasSize(100_000);
      await().during(Duration.ofMillis(300)).until(() -> written.get() < 40_000_000);
    }
    await().until(() -> metric("carillon_http_requests_in_flight") == 0);
  }

  @Test
  void answersHeadWithoutBody() throws Exception {
    start(
        new Endpoint(
            "test", Set.of("GET", "HEAD"), "/h", 0, _ -> HttpAnswer.text(200, "twelve bytes")));
    HttpResponse<String> answer = send(to("/h").method("HEAD", BodyPublishers.noBody()));
    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.body()).isEmpty();
    assertThat(answer.headers().firstValue("Content-Length")).hasValue("12");
  }

  @Test
  void saysWhichPortIsInUseAndWhatChangesIt() {
    start();
    HttpService second =
        new HttpService(
            address, List.of(), LIMITS, new PrometheusRegistry(), MonotonicClock.system());
    assertThatThrownBy(second::start)
        .isInstanceOf(CarillonException.class)
        .hasMessageContaining(address.toString())
        .hasMessageContaining("in use")
        .hasMessageContaining("--http-address");
    HttpService nowhere =
        new HttpService(
            new HostPort("192.0.2.1", 1),
            List.of(),
            LIMITS,
            new PrometheusRegistry(),
            MonotonicClock.system());
    assertThatThrownBy(nowhere::start).hasMessageContaining("192.0.2.1:1");
  }

  @Test
  void finishesRunningCallsWhenItStops() throws Exception {
    CountDownLatch started = new CountDownLatch(1);
    CountDownLatch release = new CountDownLatch(1);
    HttpService server =
        start(
            get(
                "/slow",
                _ -> {
                  started.countDown();
                  awaitUnchecked(release);
                  return HttpAnswer.text(200, "done");
                }));
    CompletableFuture<HttpResponse<String>> answer =
        client.sendAsync(to("/slow").build(), BodyHandlers.ofString());
    started.await();
    CompletableFuture<Void> stopped =
        CompletableFuture.runAsync(() -> server.stop(Duration.ofSeconds(10)));
    await().until(this::refusesConnections);
    assertThat(stopped).isNotDone();
    release.countDown();
    assertThat(answer.get().body()).isEqualTo("done");
    stopped.get();
  }

  private boolean refusesConnections() {
    try (Socket _ = new Socket(address.host(), address.port())) {
      return false;
    } catch (IOException _) {
      return true;
    }
  }

  @Test
  void interruptsHandlersThatOutlastTheStop() throws Exception {
    CountDownLatch started = new CountDownLatch(1);
    AtomicBoolean wasInterrupted = new AtomicBoolean();
    HttpService server =
        start(
            get(
                "/stuck",
                _ -> {
                  started.countDown();
                  try {
                    new CountDownLatch(1).await();
                  } catch (InterruptedException e) {
                    wasInterrupted.set(true);
                  }
                  return HttpAnswer.noContent();
                }));
    CompletableFuture<HttpResponse<String>> answer =
        client.sendAsync(to("/stuck").build(), BodyHandlers.ofString());
    started.await();
    server.stop(Duration.ofMillis(50));
    await().untilTrue(wasInterrupted);
    await().until(answer::isDone);
  }

  /** What of a raw answer the tests look at. */
  private record RawResponse(int statusCode, String body) {}
}
