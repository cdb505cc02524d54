package io.carillon.deploy.e2e;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Asks the HTTP API of Carillon or Prometheus. */
final class QueryClient {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final HttpClient HTTP =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .connectTimeout(Duration.ofSeconds(5))
          .build();

  private final String baseUrl;

  QueryClient(String baseUrl) {
    this.baseUrl = baseUrl;
  }

  static QueryClient ofPort(int httpPort) {
    return new QueryClient("http://127.0.0.1:" + httpPort);
  }

  String baseUrl() {
    return baseUrl;
  }

  /** An answer: status and body. */
  record Answer(int status, String body) {
    JsonNode json() {
      try {
        return JSON.readTree(body);
      } catch (IOException e) {
        throw new UncheckedIOException("status " + status + ", not JSON: " + body, e);
      }
    }

    /** What {@code data.result} of a successful answer holds. */
    JsonNode result() {
      if (status != 200) {
        throw new AssertionError("status " + status + ": " + body);
      }
      return json().path("data").path("result");
    }
  }

  Answer get(String path, Map<String, String> params) {
    String query =
        new TreeMap<>(params)
            .entrySet().stream()
                .map(
                    p -> p.getKey() + "=" + URLEncoder.encode(p.getValue(), StandardCharsets.UTF_8))
                .collect(Collectors.joining("&"));
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(baseUrl + path + (query.isEmpty() ? "" : "?" + query)))
            .timeout(Duration.ofSeconds(60))
            .build();
    try {
      HttpResponse<String> response = HTTP.send(request, HttpResponse.BodyHandlers.ofString());
      return new Answer(response.statusCode(), response.body());
    } catch (IOException e) {
      return new Answer(0, baseUrl + ": " + e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  Answer instant(String expression, long timeMs) {
    return get("/api/v1/query", Map.of("query", expression, "time", seconds(timeMs)));
  }

  Answer range(String expression, long startMs, long endMs, long stepMs) {
    return get(
        "/api/v1/query_range",
        Map.of(
            "query", expression,
            "start", seconds(startMs),
            "end", seconds(endMs),
            "step", seconds(stepMs)));
  }

  /** The value of the only sample of an instant query; NaN when there is none. */
  double value(String expression, long timeMs) {
    JsonNode result = instant(expression, timeMs).result();
    return result.size() == 0 ? Double.NaN : result.get(0).path("value").get(1).asDouble();
  }

  boolean isReady() {
    return get("/-/ready", Map.of()).status() == 200;
  }

  private static String seconds(long ms) {
    return String.format(Locale.ROOT, "%d.%03d", ms / 1000, ms % 1000);
  }
}
