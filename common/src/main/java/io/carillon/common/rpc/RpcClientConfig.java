package io.carillon.common.rpc;

/**
 * Bounds of a gRPC client, for each instance it talks to.
 *
 * @param maxMessageBytes largest message that is taken or sent; not above the server's
 * @param ackTimeoutMs how long a push waits for its ack
 * @param readTimeoutMs deadline of a read, from the call to the last byte
 * @param maxPendingPushBytes bytes of batches that wait for their ack; one more is refused with
 *     OVERLOADED
 * @param maxDictionaryBytes label bytes after which a push stream is replaced by a new one; not
 *     above the server's
 * @param maxBackoffMs longest pause between two attempts to connect
 */
public record RpcClientConfig(
    int maxMessageBytes,
    long ackTimeoutMs,
    long readTimeoutMs,
    long maxPendingPushBytes,
    long maxDictionaryBytes,
    long maxBackoffMs) {
  /**
   * Two minutes is the time-out of a query in Prometheus; an fsync may take seconds on bad disks.
   */
  public static final RpcClientConfig DEFAULT =
      new RpcClientConfig(32 << 20, 10_000, 120_000, 64 << 20, 192 << 20, 5_000);

  public RpcClientConfig {
    if (maxMessageBytes <= 0
        || ackTimeoutMs <= 0
        || readTimeoutMs <= 0
        || maxPendingPushBytes < maxMessageBytes
        || maxDictionaryBytes <= 0
        || maxBackoffMs <= 0) {
      throw new IllegalArgumentException(
          "expected bounds above 0 and room for at least one message, got " + maxPendingPushBytes);
    }
  }
}
