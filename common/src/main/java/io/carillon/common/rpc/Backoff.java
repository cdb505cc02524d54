package io.carillon.common.rpc;

import java.util.SplittableRandom;

/**
 * Pauses between attempts: doubling from 100 ms to a bound, each shortened at random by up to a
 * half, so that many clients do not come at once. Not thread-safe.
 */
final class Backoff {
  private static final long FIRST_MS = 100;

  private final long maxMs;
  private final SplittableRandom random;
  private long nextMs = FIRST_MS;

  Backoff(long maxMs, long seed) {
    this.maxMs = maxMs;
    this.random = new SplittableRandom(seed);
  }

  /** How long to wait now, in milliseconds. */
  long nextDelayMs() {
    long delayMs = Math.min(nextMs, maxMs);
    nextMs = Math.min(nextMs * 2, maxMs);
    return delayMs - random.nextLong(delayMs / 2 + 1);
  }

  /** It worked: the next pause is a short one again. */
  void reset() {
    nextMs = FIRST_MS;
  }
}
