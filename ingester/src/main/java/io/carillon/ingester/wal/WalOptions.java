package io.carillon.ingester.wal;

/**
 * Bounds of a log.
 *
 * @param segmentBytes size at which a new segment begins
 * @param maxPendingBytes bytes that may wait to be durable before writers are refused
 */
public record WalOptions(long segmentBytes, long maxPendingBytes) {
  public WalOptions {
    if (segmentBytes < 1 || maxPendingBytes < 1) {
      throw new IllegalArgumentException(
          "expected positive sizes, got segment " + segmentBytes + ", pending " + maxPendingBytes);
    }
  }
}
