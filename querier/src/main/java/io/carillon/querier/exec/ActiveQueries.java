package io.carillon.querier.exec;

import io.carillon.common.error.ErrorCode;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicLong;

/** The queries of a node that wait or run. Thread-safe. */
public final class ActiveQueries {
  private final Map<Long, RunningQuery> byId = new ConcurrentSkipListMap<>();
  private final AtomicLong lastId = new AtomicLong();

  /** A query begins on the calling thread; the caller closes it there. */
  RunningQuery begin(Query query, QueryContext context) {
    RunningQuery running = new RunningQuery(lastId.incrementAndGet(), query, context, byId::remove);
    byId.put(running.id(), running);
    return running;
  }

  /** All of them, the oldest first. */
  public List<ActiveQuery> list() {
    return byId.values().stream().map(RunningQuery::describe).toList();
  }

  /**
   * Ends a query soon, with CANCELED.
   *
   * @return false when there is no such query any more
   */
  public boolean end(long id, String reason) {
    RunningQuery running = byId.get(id);
    if (running == null) {
      return false;
    }
    running.end(ErrorCode.CANCELED, reason);
    return true;
  }
}
