package io.carillon.querier.budget;

import java.util.concurrent.atomic.AtomicLong;

/**
 * Memory that many takers share. A taker is refused when the pool is used up, and already when it
 * holds far more than what is left: the large ones end first, and small ones always find room (the
 * dynamic threshold of Choudhury and Hahne for buffers of switches). Thread-safe, without locks.
 */
final class MemoryPool {
  /** A taker holds at most so many times what is left, so a lone one gets 16/17 of the pool. */
  private static final long MAX_TIMES_LEFT = 16;

  private final long limitBytes;
  private final AtomicLong usedBytes = new AtomicLong();

  MemoryPool(long limitBytes) {
    this.limitBytes = limitBytes;
  }

  /**
   * Takes memory if the pool has it.
   *
   * @param bytes how much more
   * @param heldBytes what the taker holds already
   * @return whether it was taken
   */
  boolean take(long bytes, long heldBytes) {
    while (true) {
      long used = usedBytes.get();
      long left = limitBytes - used - bytes;
      if (left < 0 || (heldBytes + bytes) / MAX_TIMES_LEFT > left) {
        return false;
      }
      if (usedBytes.compareAndSet(used, used + bytes)) {
        return true;
      }
    }
  }

  void giveBack(long bytes) {
    usedBytes.addAndGet(-bytes);
  }

  long usedBytes() {
    return usedBytes.get();
  }

  long limitBytes() {
    return limitBytes;
  }
}
