package io.carillon.querier.exec;

import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.FutureTask;
import java.util.function.Supplier;

/**
 * The platform threads on which queries run: one for each query under way, which reads, merges and
 * joins, and some for all, which compute series. The operating system shares the cores between
 * them, so that small queries go on beside large ones; virtual threads would not yield.
 * Thread-safe.
 */
public final class QueryWorkers implements AutoCloseable {
  /** Reserved, not used, for deeply nested queries. */
  private static final long STACK_BYTES = 16L << 20;

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

  /**
   * Runs the work of a query on a thread of its own and waits for it. When this thread is
   * interrupted the other one is, too; it is waited for nevertheless.
   */
  <T> T call(Supplier<T> work) {
    FutureTask<T> task = new FutureTask<>(work::get);
    Thread thread = Thread.ofPlatform().daemon().name("query").stackSize(STACK_BYTES).start(task);
    boolean isInterrupted = false;
    while (true) {
      try {
        thread.join();
        break;
      } catch (InterruptedException e) {
        isInterrupted = true;
        thread.interrupt();
      }
    }
    if (isInterrupted) {
      Thread.currentThread().interrupt();
    }
    return switch (task.state()) {
      case FAILED -> throw failure(task.exceptionNow());
      default -> task.resultNow();
    };
  }

  private static RuntimeException failure(Throwable failure) {
    if (failure instanceof Error error) {
      throw error;
    }
    return failure instanceof RuntimeException e ? e : new IllegalStateException(failure);
  }

  /** Lets the threads end; queries that are under way fail. */
  @Override
  public void close() {
    executor.shutdownNow();
  }
}
