package io.carillon.common.rpc;

/**
 * Bounds of a gRPC server.
 *
 * @param maxMessageBytes largest message that is taken or sent
 * @param maxConcurrentReads reads that run at once; one more is refused with OVERLOADED
 * @param maxInFlightPushBytes bytes of a push stream that are read and not yet acknowledged
 * @param maxDictionaryBytes label bytes that a push stream's dictionary may hold
 * @param maxReaderStallMs how long a read waits for a client that takes nothing
 */
public record RpcServerConfig(
    int maxMessageBytes,
    int maxConcurrentReads,
    long maxInFlightPushBytes,
    long maxDictionaryBytes,
    long maxReaderStallMs) {
  /**
   * A message of 32 MiB is a batch of a million samples; 16 MiB in flight keep a log busy over
   * several commits; 256 MiB of labels are about a million series.
   */
  public static final RpcServerConfig DEFAULT =
      new RpcServerConfig(32 << 20, 256, 16 << 20, 256 << 20, 60_000);

  public RpcServerConfig {
    if (maxMessageBytes <= 0
        || maxConcurrentReads <= 0
        || maxInFlightPushBytes <= 0
        || maxDictionaryBytes <= 0
        || maxReaderStallMs <= 0) {
      throw new IllegalArgumentException("expected bounds above 0");
    }
  }
}
