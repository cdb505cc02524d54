package io.carillon.common.http;

import io.prometheus.metrics.config.PrometheusProperties;
import io.prometheus.metrics.expositionformats.ExpositionFormatWriter;
import io.prometheus.metrics.expositionformats.ExpositionFormats;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;

/** What every process offers whatever its roles: metrics about itself, health, a first page. */
public final class StandardEndpoints {
  private static final Set<String> GET = Set.of("GET");
  private static final Set<String> GET_AND_HEAD = Set.of("GET", "HEAD");

  private StandardEndpoints() {}

  /**
   * The endpoints {@code /metrics}, {@code /-/healthy}, {@code /-/ready} and {@code /}.
   *
   * @param notReadyReasons what is missing to be ready; empty when ready; asked at each call
   */
  public static List<Endpoint> of(
      PrometheusRegistry registry, Supplier<List<String>> notReadyReasons) {
    ExpositionFormats formats = ExpositionFormats.init(PrometheusProperties.get());
    return List.of(
        endpoint("metrics", GET, "/metrics", call -> metrics(formats, registry, call)),
        endpoint(
            "healthy",
            GET_AND_HEAD,
            "/-/healthy",
            _ -> HttpAnswer.text(200, "Carillon is Healthy.\n")),
        endpoint("ready", GET_AND_HEAD, "/-/ready", _ -> ready(notReadyReasons.get())),
        endpoint("root", GET_AND_HEAD, "/", _ -> root()));
  }

  private static Endpoint endpoint(
      String name, Set<String> methods, String path, Endpoint.Handler handler) {
    return new Endpoint(name, methods, path, 0, handler);
  }

  private static HttpAnswer metrics(
      ExpositionFormats formats, PrometheusRegistry registry, HttpCall call) {
    ExpositionFormatWriter writer = formats.findWriter(call.header("Accept"));
    return new HttpAnswer(
        200,
        Map.of("Content-Type", writer.getContentType()),
        out -> writer.write(out, registry.scrape()));
  }

  private static HttpAnswer ready(List<String> reasons) {
    return reasons.isEmpty()
        ? HttpAnswer.text(200, "Carillon is Ready.\n")
        : HttpAnswer.text(503, "Carillon is not ready: " + String.join("; ", reasons) + "\n");
  }

  private static HttpAnswer root() {
    return HttpAnswer.text(
        200,
        """
        Carillon, a distributed, Prometheus-compatible metrics store.

        /api/v1/query?query=up    a query; this is also the URL for Grafana, as a Prometheus data source
        /api/v1/write             where Prometheus remote-writes to
        /api/v1/status/ring       who holds what
        /metrics                  about this process
        /-/ready  /-/healthy      whether it works
        """);
  }
}
