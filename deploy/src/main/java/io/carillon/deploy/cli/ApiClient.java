package io.carillon.deploy.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.carillon.common.error.CarillonException;
import io.carillon.common.error.ErrorCode;
import io.carillon.common.tenant.TenantId;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Calls the HTTP API of a running server. */
final class ApiClient implements AutoCloseable {
  private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(5);

  /** Longer than a server lets a query run. */
  private static final Duration TIMEOUT = Duration.ofMinutes(5);

  private static final ObjectMapper JSON =
      new ObjectMapper().disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES);

  private final HttpClient client =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .connectTimeout(CONNECT_TIMEOUT)
          .build();
  private final URI base;
  private final @Nullable String tenant;

  /**
   * @param url of the server, such as {@code http://127.0.0.1:9201}
   * @param tenant whose data; null for the server's default
   * @throws CarillonException with BAD_DATA when it is no URL
   */
  ApiClient(String url, @Nullable String tenant) {
    this.base = base(url);
    this.tenant = tenant;
  }

  private static URI base(String url) {
    try {
      URI uri = URI.create(url.endsWith("/") ? url : url + "/");
      if (uri.getHost() != null && uri.getScheme() != null && uri.getScheme().startsWith("http")) {
        return uri;
      }
    } catch (IllegalArgumentException _) {
      // Said below.
    }
    throw new CarillonException(
        ErrorCode.BAD_DATA,
        "--url: expected a URL such as http://127.0.0.1:9201, got \"" + url + "\"");
  }

  /** GET; the answer's envelope. */
  Answer get(String path) {
    return send(HttpRequest.newBuilder(base.resolve(path)));
  }

  /** POST with a form, which has no limit of length; the answer's envelope. */
  Answer post(String path, Map<String, String> form) {
    String body =
        form.entrySet().stream()
            .map(entry -> encode(entry.getKey()) + "=" + encode(entry.getValue()))
            .collect(Collectors.joining("&"));
    return send(
        HttpRequest.newBuilder(base.resolve(path))
            .header("Content-Type", "application/x-www-form-urlencoded")
            .POST(HttpRequest.BodyPublishers.ofString(body)));
  }

  private static String encode(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }

  private Answer send(HttpRequest.Builder request) {
    if (tenant != null) {
      request.header(TenantId.HEADER, tenant);
    }
    try {
      HttpResponse<String> response =
          client.send(request.timeout(TIMEOUT).build(), HttpResponse.BodyHandlers.ofString());
      return answer(response.statusCode(), response.body());
    } catch (IOException e) {
      throw unreachable(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw unreachable(e);
    }
  }

  private CarillonException unreachable(Exception cause) {
    String reason = cause.getMessage() == null ? "no connection" : cause.getMessage();
    return new CarillonException(
        ErrorCode.UNAVAILABLE,
        "nobody answers at " + base + " (" + reason + "); --url names the server",
        cause);
  }

  private Answer answer(int status, String body) {
    JsonNode envelope;
    try {
      envelope = JSON.readTree(body);
    } catch (JsonProcessingException _) {
      envelope = JSON.missingNode();
    }
    if ("error".equals(envelope.path("status").asText())) {
      throw new CarillonException(
          ErrorCode.EXECUTION,
          envelope.path("errorType").asText()
              + " ("
              + status
              + "): "
              + envelope.path("error").asText());
    }
    if (status != 200 || !envelope.has("data")) {
      String line = body.lines().findFirst().orElse("(empty)");
      throw new CarillonException(
          ErrorCode.EXECUTION,
          base
              + " answered "
              + status
              + ": "
              + line
              + "; --url should name a Carillon or Prometheus");
    }
    return new Answer(body, envelope);
  }

  @Override
  public void close() {
    client.close();
  }

  /**
   * A successful answer.
   *
   * @param body as it came
   * @param envelope parsed, with status, data, warnings and infos
   */
  record Answer(String body, JsonNode envelope) {
    JsonNode data() {
      return envelope.path("data");
    }

    /** The data as a record; what a newer server tells beyond it is left out. */
    <T> T dataAs(Class<T> type) {
      try {
        return JSON.treeToValue(data(), type);
      } catch (JsonProcessingException e) {
        throw new CarillonException(
            ErrorCode.EXECUTION, "the server's version differs: " + e.getOriginalMessage(), e);
      }
    }
  }
}
