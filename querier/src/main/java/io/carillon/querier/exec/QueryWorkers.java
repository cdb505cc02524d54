package io.carillon.querier.exec;

import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * The platform threads on which series of all queries are computed, one for each core: work that
 * needs the processor does not run on the threads that serve requests. Thread-safe.
 */
public final class QueryWorkers implements AutoCloseable {
  private final int threads;
  private final ExecutorService executor;

  /**
   * Starts threads when they are needed.
   *
   * @param threads how many at most, above 0
   */
  public QueryWorkers(int threads) {
    this.threads = threads;
    executor =
        Executors.newFixedThreadPool(
            threads, Thread.ofPlatform().daemon().name("query-worker-", 0).factory());
  }

  /** How many pieces of work may run at once. */
  int threads() {
    return threads;
  }

  /** Runs something soon. */
  void execute(Runnable work) {
    executor.execute(work);
  }

  /** Lets the threads end; queries that are under way fail. */
  @Override
  public void close() {
    executor.shutdownNow();
  }
}
