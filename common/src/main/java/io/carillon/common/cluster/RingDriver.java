package io.carillon.common.cluster;

import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The one thread that steps the bootstrap: regularly, and at once when something happened. */
final class RingDriver implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(RingDriver.class);

  private static final long INTERVAL_MS = 250;
  private static final long CLOSE_TIMEOUT_MS = 3_000;

  private final Runnable step;
  private final AtomicBoolean isKicked = new AtomicBoolean();
  private final ScheduledExecutorService thread =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().name("ring-driver").daemon(true).factory());

  /**
   * @param step what is done; called by the one thread only
   */
  RingDriver(Runnable step) {
    this.step = step;
  }

  void start() {
    var _ = thread.scheduleWithFixedDelay(() -> run(step), 0, INTERVAL_MS, TimeUnit.MILLISECONDS);
  }

  /** Makes the next step come at once. Never blocks; any thread. */
  void kick() {
    if (isKicked.compareAndSet(false, true)) {
      execute(() -> {});
    }
  }

  /** Does something on the thread, and a step after it. */
  void execute(Runnable work) {
    try {
      thread.execute(
          () -> {
            isKicked.set(false);
            run(work);
            run(step);
          });
    } catch (RejectedExecutionException _) {
      log.debug("closed, nothing is done any more");
    }
  }

  /** Ends the thread, waiting some seconds at most. */
  @Override
  public void close() {
    stop(thread);
  }

  private static void stop(ExecutorService executor) {
    // Not interrupted at once: Hazelcast does not take that well.
    executor.shutdown();
    try {
      if (!executor.awaitTermination(CLOSE_TIMEOUT_MS, TimeUnit.MILLISECONDS)) {
        log.warn("the ring driver has not ended after {} ms, interrupting it", CLOSE_TIMEOUT_MS);
        executor.shutdownNow();
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  private static void run(Runnable work) {
    try {
      work.run();
    } catch (RuntimeException e) {
      // The next step tries again; without this the executor would never call again.
      log.error("a step of the ring bootstrap failed", e);
    }
  }
}
