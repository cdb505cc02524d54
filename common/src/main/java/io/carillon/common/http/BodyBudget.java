package io.carillon.common.http;

import java.util.concurrent.atomic.AtomicLong;

/** Bytes of request bodies that may be in memory at once. Thread-safe. */
final class BodyBudget {
  private final long maxBytes;
  private final AtomicLong usedBytes = new AtomicLong();

  BodyBudget(long maxBytes) {
    this.maxBytes = maxBytes;
  }

  boolean tryAcquire(int bytes) {
    if (usedBytes.addAndGet(bytes) <= maxBytes) {
      return true;
    }
    usedBytes.addAndGet(-bytes);
    return false;
  }

  void release(long bytes) {
    usedBytes.addAndGet(-bytes);
  }

  long usedBytes() {
    return usedBytes.get();
  }
}
