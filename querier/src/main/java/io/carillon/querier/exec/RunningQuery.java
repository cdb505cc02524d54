package io.carillon.querier.exec;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.carillon.common.error.ErrorCode;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.LongConsumer;

/**
 * One query from its coming to its end, on the thread that coordinates it. It may be ended from
 * another thread, and ends itself when its time is over, also while the source lets it wait.
 */
final class RunningQuery implements AutoCloseable {
  private final long id;
  private final Query query;
  private final QueryContext context;
  private final LongConsumer onClose;
  private final Thread thread = Thread.currentThread();
  private final CompletableFuture<Void> alarm;

  @GuardedBy("this")
  private boolean isOver;

  @GuardedBy("this")
  private boolean isInterrupted;

  /**
   * A query on the calling thread.
   *
   * @param onClose told the id at the end
   */
  RunningQuery(long id, Query query, QueryContext context, LongConsumer onClose) {
    this.id = id;
    this.query = query;
    this.context = context;
    this.onClose = onClose;
    alarm =
        new CompletableFuture<Void>()
            .completeOnTimeout(null, context.timeoutMs(), TimeUnit.MILLISECONDS);
    var _ = alarm.thenRun(() -> end(ErrorCode.TIMEOUT, "query timed out in " + context.phase()));
  }

  long id() {
    return id;
  }

  /** Ends the query soon, whatever its threads wait for. Called by any thread. */
  synchronized void end(ErrorCode code, String reason) {
    if (!isOver) {
      context.cancel(code, reason);
      isInterrupted = true;
      thread.interrupt();
    }
  }

  ActiveQuery describe() {
    QueryBudget budget = context.budget();
    return new ActiveQuery(
        id,
        query,
        context.phase(),
        context.ageMs(),
        budget.bytes(),
        budget.peakBytes(),
        budget.samples(),
        context.samples().read(),
        budget.series());
  }

  /** The thread may do something else from now on: it is not interrupted any more. */
  @Override
  public void close() {
    onClose.accept(id);
    alarm.cancel(false);
    synchronized (this) {
      isOver = true;
      if (isInterrupted) {
        var _ = Thread.interrupted(); // Ours; a client that went away is known to its call.
      }
    }
  }
}
