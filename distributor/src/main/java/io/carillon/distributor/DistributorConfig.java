package io.carillon.distributor;

import io.carillon.distributor.receive.SnappyBlock;
import io.carillon.distributor.replicate.QuorumWriter;
import io.carillon.distributor.validate.ValidationLimits;

/**
 * Settings of a distributor.
 *
 * @param maxBodyBytes largest body of a write as it comes over the wire
 * @param maxDecodedBytes largest body of a write after decompression
 * @param limits what a series may look like
 * @param writeTimeoutMs longest wait for a write quorum, in milliseconds
 * @param maxInFlightBytes bodies of writes in work at once, on the wire and decoded; the objects
 *     made of them take a few times as much
 * @param maxReplicaInFlightBytes batches on their way to one ingester, in memory
 */
public record DistributorConfig(
    int maxBodyBytes,
    int maxDecodedBytes,
    ValidationLimits limits,
    long writeTimeoutMs,
    long maxInFlightBytes,
    long maxReplicaInFlightBytes) {
  /** Setting of {@link #maxBodyBytes}. */
  public static final String MAX_BODY_BYTES = "max-write-body-bytes";

  /** Setting of {@link #maxInFlightBytes}. */
  public static final String MAX_IN_FLIGHT_BYTES = "max-write-in-flight-bytes";

  /**
   * Bodies as Prometheus' receiver allows (32 MiB decoded, storage/remote/codec.go); a wait that
   * ends before the 30 s of Prometheus' sender do; room for about 100 batches of 2000 samples.
   */
  public static final DistributorConfig DEFAULT =
      new DistributorConfig(
          16 << 20, 32 << 20, ValidationLimits.DEFAULT, 10_000, 128L << 20, 64L << 20);

  public DistributorConfig {
    requirePositive(MAX_BODY_BYTES, maxBodyBytes);
    requirePositive(SnappyBlock.MAX_DECODED_BYTES, maxDecodedBytes);
    requirePositive(QuorumWriter.TIMEOUT, writeTimeoutMs);
    requirePositive(MAX_IN_FLIGHT_BYTES, maxInFlightBytes);
    requirePositive(QuorumWriter.MAX_REPLICA_IN_FLIGHT_BYTES, maxReplicaInFlightBytes);
  }

  private static void requirePositive(String setting, long value) {
    if (value <= 0) {
      throw new IllegalArgumentException(setting + ": expected more than 0, got " + value);
    }
  }
}
