package io.carillon.deploy.bench;

import io.airlift.compress.v3.snappy.SnappyJavaCompressor;
import io.carillon.common.labels.Labels;
import io.carillon.common.tenant.TenantId;
import io.carillon.proto.prometheus.v1.Label;
import io.carillon.proto.prometheus.v1.Sample;
import io.carillon.proto.prometheus.v1.TimeSeries;
import io.carillon.proto.prometheus.v1.WriteRequest;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** Sends remote write 1.0 requests. Thread-safe. */
public final class RemoteWriteClient implements AutoCloseable {
  private static final Duration TIMEOUT = Duration.ofSeconds(60);

  private static final long PAUSE_MS = 500;
  private static final int MAX_PAUSES = 600;

  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final URI url;

  /**
   * A client of one server.
   *
   * @param baseUrl such as {@code http://127.0.0.1:9201}; {@code /api/v1/write} is appended
   */
  public RemoteWriteClient(String baseUrl) {
    url = URI.create(baseUrl + "/api/v1/write");
  }

  /** Sends one request and waits for the answer. */
  public HttpResponse<String> send(WriteRequest request) throws IOException, InterruptedException {
    return sendBody(compress(request.toByteArray()));
  }

  /** Sends a body as it is, compressed already. */
  public HttpResponse<String> sendBody(byte[] body) throws IOException, InterruptedException {
    HttpRequest post =
        HttpRequest.newBuilder(url)
            .timeout(TIMEOUT)
            .header("Content-Type", "application/x-protobuf")
            .header("Content-Encoding", "snappy")
            .header("X-Prometheus-Remote-Write-Version", "0.1.0")
            .header(TenantId.HEADER, TenantId.ANONYMOUS.value())
            .POST(HttpRequest.BodyPublishers.ofByteArray(body))
            .build();
    return http.send(post, HttpResponse.BodyHandlers.ofString());
  }

  /**
   * Sends a body again and again while the server is too busy to take it, as agents do.
   *
   * @throws IOException when it is refused, or for minutes not taken
   */
  public void sendUntilTaken(byte[] body) throws IOException, InterruptedException {
    HttpResponse<String> answer = sendBody(body);
    for (int pause = 0; isBusy(answer) && pause < MAX_PAUSES; pause++) {
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(PAUSE_MS));
      answer = sendBody(body);
    }
    if (answer.statusCode() / 100 != 2) {
      throw new IOException(url + " answered " + answer.statusCode() + ": " + answer.body());
    }
  }

  private static boolean isBusy(HttpResponse<String> answer) {
    return answer.statusCode() == 429 || answer.statusCode() == 503;
  }

  /** Snappy's block format. */
  public static byte[] compress(byte[] plain) {
    SnappyJavaCompressor compressor = new SnappyJavaCompressor();
    byte[] out = new byte[compressor.maxCompressedLength(plain.length)];
    int size = compressor.compress(plain, 0, plain.length, out, 0, out.length);
    return Arrays.copyOf(out, size);
  }

  /** A series with one float sample. */
  public static TimeSeries series(Labels labels, long timestampMs, double value) {
    TimeSeries.Builder series = TimeSeries.newBuilder();
    labels.forEach(
        (name, text) -> series.addLabels(Label.newBuilder().setName(name).setValue(text)));
    return series.addSamples(Sample.newBuilder().setTimestamp(timestampMs).setValue(value)).build();
  }

  @Override
  public void close() {
    http.close();
  }
}
