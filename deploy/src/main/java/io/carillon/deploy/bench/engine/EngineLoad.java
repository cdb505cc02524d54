package io.carillon.deploy.bench.engine;

import io.carillon.common.store.PushAck;
import io.carillon.common.store.PushBatch;
import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Pushes scrapes into an ingester of this process, some batches on their way to the disk at once.
 * The time that making a batch takes is known and left out.
 */
final class EngineLoad {
  private static final int IN_FLIGHT = 8;
  private static final Executor PAUSE = CompletableFuture.delayedExecutor(5, TimeUnit.MILLISECONDS);

  private final EngineNode node;
  private final Batches batches;
  private final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();
  private long generatorNanos;

  EngineLoad(EngineNode node, Batches batches) {
    this.node = node;
    this.batches = batches;
  }

  /**
   * CPU nanoseconds of the whole process but merges and the making of batches, from the first batch
   * until a flush returns. Garbage of the batches counts.
   */
  long cpuNanos(int fromScrape, int toScrape) throws InterruptedException {
    generatorNanos = 0;
    long begin = ProcessCpu.withoutMergesNanos();
    push(fromScrape, toScrape);
    node.flush();
    return ProcessCpu.withoutMergesNanos() - begin - generatorNanos;
  }

  /** Pushes scrapes and waits until all of them are durable. */
  void push(int fromScrape, int toScrape) throws InterruptedException {
    Semaphore slots = new Semaphore(IN_FLIGHT);
    for (int scrape = fromScrape; scrape < toScrape; scrape++) {
      for (int number = 0; number < batches.count(); number++) {
        long begin = ProcessCpu.threadNanos();
        PushBatch batch = batches.batch(number, scrape, node.ringEpoch());
        generatorNanos += ProcessCpu.threadNanos() - begin;
        slots.acquire();
        send(batch, slots);
      }
    }
    slots.acquire(IN_FLIGHT);
    Throwable failed = failure.get();
    if (failed != null) {
      throw new IllegalStateException("a batch was not taken", failed);
    }
  }

  private void send(PushBatch batch, Semaphore slots) {
    var _ =
        taken(batch)
            .whenComplete(
                (ack, thrown) -> {
                  if (thrown != null || !isTaken(ack)) {
                    Throwable cause = thrown != null ? thrown : new IOException(ack.toString());
                    failure.compareAndSet(null, cause);
                  }
                  slots.release();
                });
  }

  /** The answer to a batch that is sent again while the ingester is too busy to take it. */
  private CompletableFuture<PushAck> taken(PushBatch batch) {
    return node.sink()
        .push(batch)
        .thenCompose(
            ack ->
                ack instanceof PushAck.Retry
                    ? CompletableFuture.supplyAsync(() -> batch, PAUSE).thenCompose(this::taken)
                    : CompletableFuture.completedFuture(ack));
  }

  private static boolean isTaken(PushAck ack) {
    return ack instanceof PushAck.Durable durable && durable.rejections().isEmpty();
  }
}
