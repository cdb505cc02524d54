package io.carillon.common.time;

/** A clock for durations: never goes back, has no meaning outside the process. Thread-safe. */
@FunctionalInterface
public interface MonotonicClock {
  /** Nanoseconds since an arbitrary moment. */
  long nanoTime();

  /** The clock of the machine. */
  static MonotonicClock system() {
    return System::nanoTime;
  }
}
