package io.carillon.common.http;

import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.core.metrics.Gauge;
import io.prometheus.metrics.core.metrics.Histogram;
import io.prometheus.metrics.model.registry.PrometheusRegistry;

/** Rate, errors and duration of calls, by endpoint. Thread-safe. */
final class HttpMetrics {
  /** Endpoint of requests that no path fits. */
  static final String UNMATCHED = "unmatched";

  private static final double NANOS_PER_SECOND = 1e9;

  private final Counter requests;
  private final Histogram seconds;
  private final Gauge inFlight;

  HttpMetrics(PrometheusRegistry registry) {
    requests =
        Counter.builder()
            .name("carillon_http_requests_total")
            .help("HTTP requests answered, by endpoint, method and status code.")
            .labelNames("endpoint", "method", "code")
            .register(registry);
    seconds =
        Histogram.builder()
            .name("carillon_http_request_seconds")
            .help("Time from the head of a request to the end of its answer.")
            .labelNames("endpoint")
            .classicOnly()
            .classicUpperBounds(
                0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 120)
            .register(registry);
    inFlight =
        Gauge.builder()
            .name("carillon_http_requests_in_flight")
            .help("Handlers that run now.")
            .register(registry);
  }

  /** Makes the series of an endpoint exist before its first call. */
  void declare(Endpoint endpoint) {
    seconds.initLabelValues(endpoint.name());
  }

  void started() {
    inFlight.inc();
  }

  void ended() {
    inFlight.dec();
  }

  void answered(String endpoint, String method, int code, long nanos) {
    requests.labelValues(endpoint, method, Integer.toString(code)).inc();
    seconds.labelValues(endpoint).observe(nanos / NANOS_PER_SECOND);
  }
}
