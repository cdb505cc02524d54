package io.carillon.common.http;

import java.time.Duration;

/**
 * What the HTTP server admits at most.
 *
 * @param maxRunningCalls handlers that run at once; one more gets 503
 * @param maxBufferedBodyBytes request bodies in memory at once, over all calls; more gets 503
 * @param idleTimeout a connection on which nothing moves for so long is closed; longer than any
 *     handler takes
 * @param writeTimeout how long an answer waits for a client that does not read
 */
public record HttpLimits(
    int maxRunningCalls, long maxBufferedBodyBytes, Duration idleTimeout, Duration writeTimeout) {
  /** Calls wait for disks and peers, hence far more than cores; each may hold a query's memory. */
  private static final int DEFAULT_RUNNING_CALLS = 512;

  /** A body is decoded into about its own size again, and queries need the rest of the heap. */
  private static final long HEAP_SHARE = 8;

  private static final long MIN_BODY_BYTES = 32L << 20;

  public HttpLimits {
    if (maxRunningCalls < 1 || maxBufferedBodyBytes < 1) {
      throw new IllegalArgumentException("expected positive limits");
    }
  }

  /** Limits that fit a heap; the idle time-out is Prometheus' {@code --web.read-timeout}. */
  public static HttpLimits forHeap(long maxHeapBytes) {
    return new HttpLimits(
        DEFAULT_RUNNING_CALLS,
        Math.max(MIN_BODY_BYTES, maxHeapBytes / HEAP_SHARE),
        Duration.ofMinutes(5),
        Duration.ofMinutes(1));
  }
}
