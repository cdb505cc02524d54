package io.carillon.deploy.bench;

import io.carillon.deploy.bench.data.GeneratedSeries;
import io.carillon.proto.prometheus.v1.WriteRequest;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.util.Arrays;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * The load of S series over T scrapes: scrape by scrape, each cut into batches, some of them on
 * their way at once. A batch that is refused ends the load: a benchmark of errors is none.
 */
public final class IngestLoad {
  private final GeneratedSeries metrics;
  private final int batchSize;
  private final int parallel;

  /**
   * A load.
   *
   * @param batchSize series in a request
   * @param parallel requests on their way at once
   */
  public IngestLoad(GeneratedSeries metrics, int batchSize, int parallel) {
    this.metrics = metrics;
    this.batchSize = batchSize;
    this.parallel = parallel;
  }

  /**
   * What the client saw.
   *
   * @param samples acknowledged samples
   * @param seconds from the first request to the last answer
   */
  public record Outcome(long samples, double seconds, double p50Ms, double p99Ms) {}

  /**
   * Sends scrapes and waits for all answers.
   *
   * @param fromScrape number of the first scrape
   * @param toScrape number after the last scrape
   * @param startMs time of scrape 0
   * @param intervalMs between scrapes
   */
  public Outcome run(
      RemoteWriteClient client, int fromScrape, int toScrape, long startMs, long intervalMs)
      throws IOException, InterruptedException {
    int batches = (metrics.size() + batchSize - 1) / batchSize;
    long[] nanos = new long[batches * (toScrape - fromScrape)];
    AtomicInteger done = new AtomicInteger();
    AtomicReference<@Nullable IOException> failure = new AtomicReference<>();
    Semaphore slots = new Semaphore(parallel);
    long begin = System.nanoTime();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int scrape = fromScrape; scrape < toScrape; scrape++) {
        for (int batch = 0; batch < batches && failure.get() == null; batch++) {
          WriteRequest request = batch(batch, scrape, startMs + scrape * intervalMs);
          slots.acquire();
          var _ =
              threads.submit(
                  () -> {
                    try {
                      nanos[done.getAndIncrement()] = send(client, request);
                    } catch (IOException e) {
                      failure.compareAndSet(null, e);
                    } finally {
                      slots.release();
                    }
                    return null;
                  });
        }
      }
    }
    IOException failed = failure.get();
    if (failed != null) {
      throw failed;
    }
    double seconds = (System.nanoTime() - begin) / 1e9;
    Arrays.sort(nanos);
    long samples = (long) metrics.size() * (toScrape - fromScrape);
    return new Outcome(samples, seconds, quantileMs(nanos, 0.5), quantileMs(nanos, 0.99));
  }

  private static long send(RemoteWriteClient client, WriteRequest request)
      throws IOException, InterruptedException {
    long begin = System.nanoTime();
    HttpResponse<String> answer = client.send(request);
    if (answer.statusCode() / 100 != 2) {
      throw new IOException("answer " + answer.statusCode() + ": " + answer.body());
    }
    return System.nanoTime() - begin;
  }

  private WriteRequest batch(int batch, int scrape, long timestampMs) {
    WriteRequest.Builder request = WriteRequest.newBuilder();
    int end = Math.min((batch + 1) * batchSize, metrics.size());
    for (int i = batch * batchSize; i < end; i++) {
      request.addTimeseries(
          RemoteWriteClient.series(metrics.labels(i), timestampMs, metrics.value(i, scrape)));
    }
    return request.build();
  }

  private static double quantileMs(long[] sortedNanos, double q) {
    return sortedNanos.length == 0
        ? Double.NaN
        : sortedNanos[(int) Math.min(sortedNanos.length - 1L, (long) (q * sortedNanos.length))]
            / 1e6;
  }
}
