package io.carillon.ingester.wal;

import io.carillon.common.error.ErrorCode;
import java.util.ArrayList;
import java.util.List;

/** Who waits for records to be durable. Guarded by the lock of its {@link LogBuffer}. */
final class Waiters {
  /** Why nobody is told that records are durable. */
  record Refusal(ErrorCode code, String reason) {
    void tell(List<DurabilityListener> listeners) {
      listeners.forEach(listener -> listener.onFailed(code, reason));
    }
  }

  private record Waiter(long lsn, DurabilityListener listener) {}

  private List<Waiter> waiters = new ArrayList<>();

  void add(long lsn, DurabilityListener listener) {
    waiters.add(new Waiter(lsn, listener));
  }

  /** Takes who waits for records up to one. */
  List<DurabilityListener> takeUpTo(long lsn) {
    List<DurabilityListener> taken = new ArrayList<>();
    List<Waiter> rest = new ArrayList<>();
    for (Waiter waiter : waiters) {
      if (waiter.lsn <= lsn) {
        taken.add(waiter.listener);
      } else {
        rest.add(waiter);
      }
    }
    waiters = rest;
    return taken;
  }
}
