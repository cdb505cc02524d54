package io.carillon.common.rpc;

import java.time.Duration;
import java.util.concurrent.Callable;
import org.awaitility.Awaitility;

/** Waits for what another thread does. */
final class Awaiting {
  private Awaiting() {}

  static void until(Callable<Boolean> condition) {
    Awaitility.await()
        .pollInterval(Duration.ofMillis(5))
        .atMost(Duration.ofSeconds(15))
        .until(condition);
  }
}
