package io.carillon.deploy.bench;

import io.carillon.deploy.bench.data.GeneratedSeries;
import io.carillon.deploy.bench.data.ScrapeClock;
import java.io.IOException;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Scrapes as remote write, some requests on their way at once. Those of the same series keep their
 * order, as an agent's do: the next waits for the answer. A server that is busy is asked again; one
 * that refuses ends the load, for a benchmark of errors is none.
 */
public final class HttpLoad {
  private final GeneratedSeries series;
  private final WriteBodies[] batches;
  private final int parallel;
  private final ScrapeClock clock;

  /**
   * A load.
   *
   * @param batchSize series in a request
   * @param parallel requests on their way at once
   */
  public HttpLoad(GeneratedSeries series, int batchSize, int parallel, ScrapeClock clock) {
    this.series = series;
    this.batches = WriteBodies.of(series, batchSize);
    this.parallel = parallel;
    this.clock = clock;
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
   * @param toScrape number after the last scrape
   */
  public Outcome run(RemoteWriteClient client, int fromScrape, int toScrape)
      throws IOException, InterruptedException {
    long[] nanos = new long[batches.length * (toScrape - fromScrape)];
    AtomicInteger done = new AtomicInteger();
    Semaphore slots = new Semaphore(parallel);
    long begin = System.nanoTime();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      @Nullable CompletableFuture<?>[] last = new CompletableFuture<?>[batches.length];
      for (int scrape = fromScrape; scrape < toScrape; scrape++) {
        for (int i = 0; i < batches.length; i++) {
          await(last[i]);
          slots.acquire();
          byte[] body = batches[i].body(clock, scrape);
          last[i] =
              CompletableFuture.runAsync(
                      () -> nanos[done.getAndIncrement()] = send(client, body), threads)
                  .whenComplete((_, _) -> slots.release());
        }
      }
      for (CompletableFuture<?> request : last) {
        await(request);
      }
    }
    double seconds = (System.nanoTime() - begin) / 1e9;
    Arrays.sort(nanos);
    long samples = (long) series.size() * (toScrape - fromScrape);
    return new Outcome(samples, seconds, quantileMs(nanos, 0.5), quantileMs(nanos, 0.99));
  }

  private static void await(@Nullable CompletableFuture<?> request) throws IOException {
    try {
      if (request != null) {
        request.join();
      }
    } catch (CompletionException e) {
      throw new IOException(e.getCause());
    }
  }

  private static long send(RemoteWriteClient client, byte[] body) {
    long begin = System.nanoTime();
    try {
      client.sendUntilTaken(body);
    } catch (IOException | InterruptedException e) {
      throw new CompletionException(e);
    }
    return System.nanoTime() - begin;
  }

  private static double quantileMs(long[] sortedNanos, double q) {
    return sortedNanos.length == 0
        ? Double.NaN
        : sortedNanos[(int) Math.min(sortedNanos.length - 1L, (long) (q * sortedNanos.length))]
            / 1e6;
  }
}
