package io.carillon.ingester.wal;

/** Waits for threads that end soon. */
final class Joining {
  private Joining() {}

  /** Waits for the end of a thread; an interrupt is kept for later. */
  static void join(Thread thread) {
    boolean interrupted = false;
    while (thread.isAlive()) {
      try {
        thread.join();
      } catch (InterruptedException _) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
