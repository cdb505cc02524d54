package io.carillon.common.ring;

import io.carillon.common.error.CarillonException;
import io.carillon.common.error.ErrorCode;
import org.jspecify.annotations.Nullable;

/**
 * What an operator asks of the ring. It is decided when the ring is created; afterwards it may only
 * repeat what is in the ring.
 *
 * @param replicationFactor 1, 3 or 5; null when not given: 3, or 1 with fewer than 3 ingesters
 * @param partitionCount a power of two; null when not given: {@link Ring#DEFAULT_PARTITION_COUNT}
 */
public record RingSettings(@Nullable Integer replicationFactor, @Nullable Integer partitionCount) {
  /** Nothing asked. */
  public static final RingSettings UNSET = new RingSettings(null, null);

  private static final String REPLICATION_FACTOR_FLAG = "--replication-factor";
  private static final String PARTITIONS_FLAG = "--partitions";

  public RingSettings {
    if (replicationFactor != null) {
      try {
        Ring.requireReplicationFactor(replicationFactor);
      } catch (IllegalArgumentException e) {
        throw new CarillonException(
            ErrorCode.BAD_DATA, REPLICATION_FACTOR_FLAG + ": " + e.getMessage(), e);
      }
    }
    if (partitionCount != null
        && (Integer.bitCount(partitionCount) != 1
            || partitionCount < 1
            || partitionCount > Ring.MAX_PARTITION_COUNT)) {
      throw new CarillonException(
          ErrorCode.BAD_DATA,
          PARTITIONS_FLAG
              + ": expected a power of two of at most "
              + Ring.MAX_PARTITION_COUNT
              + ", got "
              + partitionCount);
    }
  }

  /**
   * The replication factor of a new ring.
   *
   * @throws CarillonException with BAD_DATA when there are fewer ingesters than asked for
   */
  public int replicationFactorFor(int ingesters) {
    if (replicationFactor == null) {
      return ingesters >= 3 ? 3 : 1;
    }
    if (replicationFactor > ingesters) {
      throw new CarillonException(
          ErrorCode.BAD_DATA,
          REPLICATION_FACTOR_FLAG
              + " "
              + replicationFactor
              + " needs as many ingesters, but there are "
              + ingesters
              + "; name them all with --join");
    }
    return replicationFactor;
  }

  /** The number of partitions of a new ring. */
  public int partitionCountOrDefault() {
    return partitionCount == null ? Ring.DEFAULT_PARTITION_COUNT : partitionCount;
  }

  /**
   * Checks a ring that exists.
   *
   * @throws CarillonException with FAILED_PRECONDITION naming both values when a setting differs
   */
  public void requireMatches(Ring ring) {
    requireSame(REPLICATION_FACTOR_FLAG, replicationFactor, ring.replicationFactor(), ring);
    requireSame(PARTITIONS_FLAG, partitionCount, ring.partitionCount(), ring);
  }

  private static void requireSame(String flag, @Nullable Integer asked, int actual, Ring ring) {
    if (asked != null && asked != actual) {
      throw new CarillonException(
          ErrorCode.FAILED_PRECONDITION,
          flag
              + " is "
              + asked
              + ", but the ring of cluster "
              + ring.clusterId()
              + " was created with "
              + actual
              + "; leave the flag out or set it to "
              + actual);
    }
  }
}
