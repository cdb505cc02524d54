package io.carillon.ingester.wal;

/** When the log calls fdatasync, and so what an acknowledged write survives. */
public enum SyncMode {
  /** Before every acknowledgement: it survives the loss of power. */
  ALWAYS,
  /**
   * Now and then: an acknowledged write survives the end of the process, and the loss of power if
   * it is older than the interval.
   */
  INTERVAL,
  /** When a segment is full: an acknowledged write survives the end of the process. */
  OS
}
