package io.carillon.deploy.bench;

import io.carillon.common.tenant.TenantId;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Locale;

/** Asks servers range queries and reads what they say of themselves. Thread-safe. */
public final class RangeQueryClient implements AutoCloseable {
  private static final Duration TIMEOUT = Duration.ofMinutes(10);

  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  /**
   * An answer.
   *
   * @param nanos from the request to the last byte
   */
  @SuppressWarnings("ArrayRecordComponent") // A body; identity is never asked.
  public record Answer(int status, byte[] body, long nanos) {
    /** Whether it is an answer, no error. */
    public boolean isOk() {
      return status == 200;
    }

    /** The body as text. */
    public String text() {
      return new String(body, StandardCharsets.UTF_8);
    }
  }

  /** Asks one range query, without compression and without the server's cache of answers. */
  public Answer ask(QueryTarget server, BenchQuery query) throws IOException, InterruptedException {
    String form =
        "query="
            + URLEncoder.encode(query.textFor(server.name()), StandardCharsets.UTF_8)
            + "&start="
            + seconds(query.startMs())
            + "&end="
            + seconds(query.endMs())
            + "&step="
            + seconds(query.stepMs())
            + "&nocache=1";
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(server.url() + "/api/v1/query_range"))
            .timeout(TIMEOUT)
            .header("Content-Type", "application/x-www-form-urlencoded")
            .header(TenantId.HEADER, TenantId.ANONYMOUS.value())
            .POST(HttpRequest.BodyPublishers.ofString(form))
            .build();
    long begin = System.nanoTime();
    HttpResponse<byte[]> answer = http.send(request, HttpResponse.BodyHandlers.ofByteArray());
    return new Answer(answer.statusCode(), answer.body(), System.nanoTime() - begin);
  }

  /** The body of a GET. */
  public String get(QueryTarget server, String path) throws IOException, InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(server.url() + path)).timeout(TIMEOUT).build();
    HttpResponse<String> answer = http.send(request, HttpResponse.BodyHandlers.ofString());
    if (answer.statusCode() != 200) {
      throw new IOException(server.name() + path + " answered " + answer.statusCode());
    }
    return answer.body();
  }

  /**
   * The value of one metric without labels that the server gives about itself; NaN when there is
   * none.
   */
  double ownMetric(QueryTarget server, String metric) throws IOException, InterruptedException {
    return get(server, "/metrics")
        .lines()
        .filter(line -> line.startsWith(metric + " "))
        .mapToDouble(line -> Double.parseDouble(line.substring(metric.length() + 1)))
        .findFirst()
        .orElse(Double.NaN);
  }

  private static String seconds(long ms) {
    return String.format(Locale.ROOT, "%d.%03d", ms / 1000, ms % 1000);
  }

  @Override
  public void close() {
    http.close();
  }
}
