package io.carillon.deploy.bench.engine;

import io.carillon.deploy.bench.RemoteWriteClient;
import io.carillon.deploy.bench.data.GeneratedSeries;
import io.carillon.deploy.bench.data.ScrapeClock;
import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;

/**
 * Scrapes as remote write, some requests on their way at once. Those of one batch keep their order,
 * as an agent's do: its next scrape waits for the answer.
 */
final class HttpLoad {
  private static final int PARALLEL = 8;

  private final WriteBodies[] batches;
  private final ScrapeClock clock;

  HttpLoad(GeneratedSeries series, int batchSize, ScrapeClock clock) {
    this.batches = WriteBodies.of(series, batchSize);
    this.clock = clock;
  }

  /**
   * Sends scrapes and waits for all answers.
   *
   * @throws IOException when the server refuses a request
   */
  void run(RemoteWriteClient client, int fromScrape, int toScrape)
      throws IOException, InterruptedException {
    CompletableFuture<?>[] last = new CompletableFuture<?>[batches.length];
    Semaphore slots = new Semaphore(PARALLEL);
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int scrape = fromScrape; scrape < toScrape; scrape++) {
        for (int i = 0; i < batches.length; i++) {
          if (last[i] != null) {
            last[i].join();
          }
          slots.acquire();
          byte[] body = batches[i].body(clock, scrape);
          last[i] =
              CompletableFuture.runAsync(() -> send(client, body), threads)
                  .whenComplete((_, _) -> slots.release());
        }
      }
      CompletableFuture.allOf(last).join();
    } catch (CompletionException e) {
      throw new IOException(e.getCause());
    }
  }

  private static void send(RemoteWriteClient client, byte[] body) {
    try {
      client.sendUntilTaken(body);
    } catch (IOException | InterruptedException e) {
      throw new CompletionException(e);
    }
  }
}
