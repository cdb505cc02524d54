package io.carillon.ingester.service;

import io.carillon.common.time.MonotonicClock;
import io.carillon.ingester.block.MergeThrottle;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** So many bytes a second at most, after a burst of a second's worth. One thread. */
final class MergeRate implements MergeThrottle {
  private static final long PAUSE_NS = TimeUnit.MILLISECONDS.toNanos(20);

  private final long bytesPerSecond;
  private final MonotonicClock clock;
  private double credit;
  private long lastNs;

  MergeRate(long bytesPerSecond, MonotonicClock clock) {
    this.bytesPerSecond = bytesPerSecond;
    this.clock = clock;
    this.credit = bytesPerSecond;
    this.lastNs = clock.nanoTime();
  }

  @Override
  public void spend(long sizeBytes, BooleanSupplier isStopped) {
    earn();
    credit -= sizeBytes;
    while (credit < 0 && !isStopped.getAsBoolean()) {
      LockSupport.parkNanos(PAUSE_NS);
      earn();
    }
  }

  private void earn() {
    long nowNs = clock.nanoTime();
    double earned = (nowNs - lastNs) / (double) TimeUnit.SECONDS.toNanos(1) * bytesPerSecond;
    credit = Math.min(bytesPerSecond, credit + earned);
    lastNs = nowNs;
  }
}
