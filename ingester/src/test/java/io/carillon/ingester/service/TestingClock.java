package io.carillon.ingester.service;

import io.carillon.common.time.MonotonicClock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/** The clocks of a machine: they run on when a test says so, and the wall clock jumps as well. */
final class TestingClock implements InstantSource, MonotonicClock {
  private volatile long wallMs = TestingNode.NOW_MS;
  private volatile long skippedNs;

  /** Time passes on both clocks. */
  synchronized void advance(Duration time) {
    wallMs += time.toMillis();
    skippedNs += time.toNanos();
  }

  /** Somebody sets the wall clock. */
  void setWall(long ms) {
    wallMs = ms;
  }

  @Override
  public Instant instant() {
    return Instant.ofEpochMilli(wallMs);
  }

  @Override
  public long millis() {
    return wallMs;
  }

  /** What really passes, and what was skipped. */
  @Override
  public long nanoTime() {
    return System.nanoTime() + skippedNs;
  }
}
