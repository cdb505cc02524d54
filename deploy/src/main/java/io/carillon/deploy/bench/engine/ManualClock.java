package io.carillon.deploy.bench.engine;

import io.carillon.common.time.MonotonicClock;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.atomic.AtomicLong;

/** Both clocks of an ingester, which go on when a benchmark says so. Thread-safe. */
final class ManualClock implements InstantSource, MonotonicClock {
  private static final long NANOS_A_MILLI = 1_000_000;

  private final AtomicLong millis;

  ManualClock(long startMs) {
    millis = new AtomicLong(startMs);
  }

  /** Sets the time, which is later than before. */
  void set(long timeMs) {
    millis.set(timeMs);
  }

  @Override
  public Instant instant() {
    return Instant.ofEpochMilli(millis.get());
  }

  @Override
  public long nanoTime() {
    return millis.get() * NANOS_A_MILLI;
  }
}
