package io.carillon.distributor.replicate;

import io.carillon.common.time.MonotonicClock;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/** While something is broken every request meets it: one line in ten seconds tells. Thread-safe. */
final class LogThrottle {
  private static final long INTERVAL_NANOS = TimeUnit.SECONDS.toNanos(10);

  private final MonotonicClock clock;
  private final AtomicLong lastNanos;

  LogThrottle(MonotonicClock clock) {
    this.clock = clock;
    this.lastNanos = new AtomicLong(clock.nanoTime() - INTERVAL_NANOS);
  }

  /** Whether a line may be written now; true at most once in ten seconds. */
  boolean tryAcquire() {
    long nowNanos = clock.nanoTime();
    long last = lastNanos.get();
    return nowNanos - last >= INTERVAL_NANOS && lastNanos.compareAndSet(last, nowNanos);
  }
}
