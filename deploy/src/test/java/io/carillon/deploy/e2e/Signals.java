package io.carillon.deploy.e2e;

import java.io.IOException;
import java.io.UncheckedIOException;

/** Signals to processes that a test started. */
final class Signals {
  private Signals() {}

  /** Sends a signal, such as STOP or CONT. */
  static void send(long pid, String signal) {
    try {
      int exit = new ProcessBuilder("kill", "-" + signal, Long.toString(pid)).start().waitFor();
      if (exit != 0) {
        throw new AssertionError("kill -" + signal + " " + pid + " gave " + exit);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }
}
