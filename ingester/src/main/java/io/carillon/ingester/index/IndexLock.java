package io.carillon.ingester.index;

import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.Supplier;

/**
 * Guards what the index knows. Whoever writes waits at most for a slice of a read: long reads give
 * the lock back in between, and see series come and go.
 */
final class IndexLock {
  private final ReadWriteLock lock = new ReentrantReadWriteLock();

  /** Part of a read. */
  @FunctionalInterface
  interface Slice {
    void read(int from, int to);
  }

  void write(Runnable change) {
    lock.writeLock().lock();
    try {
      change.run();
    } finally {
      lock.writeLock().unlock();
    }
  }

  <T> T read(Supplier<T> read) {
    lock.readLock().lock();
    try {
      return read.get();
    } finally {
      lock.readLock().unlock();
    }
  }

  /** Reads from one number to another, a slice at a time. */
  void readInSlices(int begin, int end, int slice, Slice read) {
    for (int from = begin; from < end; from += slice) {
      lock.readLock().lock();
      try {
        read.read(from, Math.min(from + slice, end));
      } finally {
        lock.readLock().unlock();
      }
    }
  }
}
