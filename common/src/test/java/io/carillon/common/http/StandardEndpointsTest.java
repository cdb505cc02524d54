package io.carillon.common.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.ByteArrayOutputStream;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

final class StandardEndpointsTest {
  private final PrometheusRegistry registry = new PrometheusRegistry();
  private final AtomicReference<List<String>> reasons = new AtomicReference<>(List.of());

  /** The registry in the text format. */
  static String exposition(PrometheusRegistry registry) throws Exception {
    Endpoint metrics = StandardEndpoints.of(registry, List::of).getFirst();
    return body(metrics.handler().handle(new TestingCall(Map.of())));
  }

  private static String body(HttpAnswer answer) throws Exception {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    answer.body().writeTo(out);
    return out.toString(UTF_8);
  }

  private HttpAnswer call(String path, Map<String, String> headers) {
    return StandardEndpoints.of(registry, reasons::get).stream()
        .filter(endpoint -> endpoint.path().equals(path))
        .findFirst()
        .orElseThrow()
        .handler()
        .handle(new TestingCall(headers));
  }

  @Test
  void exposesMetricsInTheFormatThatIsAskedFor() throws Exception {
    Counter.builder().name("a_total").help("A.").register(registry).inc();
    HttpAnswer text = call("/metrics", Map.of());
    assertThat(text.headers().get("Content-Type")).startsWith("text/plain; version=0.0.4");
    assertThat(body(text)).contains("# TYPE a_total counter\na_total 1.0\n");
    HttpAnswer open =
        call("/metrics", Map.of("Accept", "application/openmetrics-text; version=1.0.0"));
    assertThat(open.headers().get("Content-Type")).startsWith("application/openmetrics-text");
    assertThat(body(open)).endsWith("# EOF\n");
  }

  @Test
  void saysWhyItIsNotReady() throws Exception {
    assertThat(body(call("/-/ready", Map.of()))).isEqualTo("Carillon is Ready.\n");
    reasons.set(List.of("replaying the log", "no ring"));
    HttpAnswer answer = call("/-/ready", Map.of());
    assertThat(answer.status()).isEqualTo(503);
    assertThat(body(answer)).isEqualTo("Carillon is not ready: replaying the log; no ring\n");
    assertThat(body(call("/-/healthy", Map.of()))).isEqualTo("Carillon is Healthy.\n");
  }

  @Test
  void saysWhereToLook() throws Exception {
    assertThat(body(call("/", Map.of()))).contains("/api/v1/query", "/metrics");
  }
}
