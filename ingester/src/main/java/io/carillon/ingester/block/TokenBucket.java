package io.carillon.ingester.block;

import io.carillon.common.time.MonotonicClock;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.LongConsumer;

/** So many bytes a second, of which some may be saved up. One thread at a time. */
public final class TokenBucket implements MergeThrottle {
  /** Longest pause, after which it asks whether to stop. */
  private static final long MAX_PAUSE_NS = TimeUnit.MILLISECONDS.toNanos(100);

  private final long bytesPerSecond;
  private final long burstBytes;
  private final MonotonicClock clock;
  private final LongConsumer pause;
  private double tokens;
  private long filledNs;

  /**
   * A full bucket.
   *
   * @param burstBytes saved up at most
   * @param pause waits about so many nanoseconds
   */
  public TokenBucket(
      long bytesPerSecond, long burstBytes, MonotonicClock clock, LongConsumer pause) {
    if (bytesPerSecond < 1 || burstBytes < 0) {
      throw new IllegalArgumentException(
          "expected a positive rate, got " + bytesPerSecond + ", " + burstBytes);
    }
    this.bytesPerSecond = bytesPerSecond;
    this.burstBytes = burstBytes;
    this.clock = clock;
    this.pause = pause;
    tokens = burstBytes;
    filledNs = clock.nanoTime();
  }

  @Override
  public void spend(long sizeBytes, BooleanSupplier isStopped) {
    fill();
    // What is spent is owed first and waited for then, so that no sum is too large.
    tokens -= sizeBytes;
    while (tokens < 0 && !isStopped.getAsBoolean()) {
      double neededNs = -tokens / bytesPerSecond * TimeUnit.SECONDS.toNanos(1);
      pause.accept((long) Math.min(Math.ceil(neededNs), (double) MAX_PAUSE_NS));
      fill();
    }
  }

  private void fill() {
    long nowNs = clock.nanoTime();
    double added = (double) (nowNs - filledNs) / TimeUnit.SECONDS.toNanos(1) * bytesPerSecond;
    tokens = Math.min((double) burstBytes, tokens + added);
    filledNs = nowNs;
  }
}
