package io.carillon.ingester.wal;

import io.carillon.common.error.ErrorCode;

/** Is told once what became of a record. Must not block. */
public interface DurabilityListener {
  /** The record and all before it are durable, as far as the log's sync mode goes. */
  void onDurable();

  /** Nobody can say that the record is durable; it may be. */
  void onFailed(ErrorCode code, String reason);
}
