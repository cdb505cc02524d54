package io.carillon.querier.exec;

import io.carillon.common.time.MonotonicClock;
import java.util.EnumMap;
import java.util.Map;

/** Tells how long a query was in each phase. Used by one thread. */
final class QueryTimer {
  private final MonotonicClock clock;
  private final Map<Phase, Long> nanos = new EnumMap<>(Phase.class);
  private Phase phase = Phase.QUEUE;
  private long sinceNanos;

  /** What a query does. */
  enum Phase {
    QUEUE,
    PREPARATION,
    EVALUATION,
    SORTING,
    DONE
  }

  QueryTimer(MonotonicClock clock) {
    this.clock = clock;
    sinceNanos = clock.nanoTime();
  }

  /** The phase ends that was, and another begins. */
  void enter(Phase next) {
    long nowNanos = clock.nanoTime();
    nanos.merge(phase, nowNanos - sinceNanos, Long::sum);
    sinceNanos = nowNanos;
    phase = next;
  }

  QueryStats.Timings timings() {
    return new QueryStats.Timings(
        nanos.getOrDefault(Phase.QUEUE, 0L),
        nanos.getOrDefault(Phase.PREPARATION, 0L),
        nanos.getOrDefault(Phase.EVALUATION, 0L),
        nanos.getOrDefault(Phase.SORTING, 0L));
  }
}
