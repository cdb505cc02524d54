package io.carillon.distributor.replicate;

import java.util.concurrent.atomic.AtomicLong;

/**
 * Bounds the bytes in flight. A request that is larger than the whole budget is admitted when it is
 * alone, so that no size of request starves. Thread-safe; never waits.
 */
public final class ByteBudget {
  private final long maxBytes;
  private final AtomicLong used = new AtomicLong();

  public ByteBudget(long maxBytes) {
    if (maxBytes <= 0) {
      throw new IllegalArgumentException("expected a budget of more than 0 bytes, got " + maxBytes);
    }
    this.maxBytes = maxBytes;
  }

  /** Takes bytes if there is room; whoever got true releases the same number later. */
  public boolean tryAcquire(long bytes) {
    while (true) {
      long before = used.get();
      if (before != 0 && bytes > maxBytes - before) {
        return false;
      }
      if (used.compareAndSet(before, before + bytes)) {
        return true;
      }
    }
  }

  /** Gives bytes back. */
  public void release(long bytes) {
    long left = used.addAndGet(-bytes);
    assert left >= 0 : "released more than was taken";
  }

  /** Bytes taken now. */
  public long usedBytes() {
    return used.get();
  }

  /** Bytes that may be taken at once. */
  public long maxBytes() {
    return maxBytes;
  }
}
