package io.carillon.common.ring;

import java.util.List;
import java.util.Locale;

/**
 * One version of the ring.
 *
 * @param clusterId random, chosen when the ring is created
 * @param epoch version, from 1
 * @param partitionCount a power of two, at most 65536
 * @param replicationFactor 1, 3 or 5
 * @param instances sorted by id
 * @param groups the distinct replica groups
 * @param groupOfPartition for each partition the index of its group
 */
public record Ring(
    String clusterId,
    long epoch,
    int partitionCount,
    int replicationFactor,
    List<Instance> instances,
    List<ReplicaGroup> groups,
    List<Integer> groupOfPartition) {
  /** Partitions of a new ring. */
  public static final int DEFAULT_PARTITION_COUNT = 1024;

  /** The highest number of partitions, so that a count read from disk or wire stays harmless. */
  public static final int MAX_PARTITION_COUNT = 65536;

  public Ring {
    instances = List.copyOf(instances);
    groups = List.copyOf(groups);
    groupOfPartition = List.copyOf(groupOfPartition);
    if (Integer.bitCount(partitionCount) != 1 || partitionCount > MAX_PARTITION_COUNT) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "expected a power of two of at most %d partitions, got %d",
              MAX_PARTITION_COUNT,
              partitionCount));
    }
    requireReplicationFactor(replicationFactor);
    if (groupOfPartition.size() != partitionCount) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "expected a group for each of %d partitions, got %d",
              partitionCount,
              groupOfPartition.size()));
    }
    int groupCount = groups.size();
    if (groupOfPartition.stream().anyMatch(g -> g < 0 || g >= groupCount)) {
      throw new IllegalArgumentException("a partition names a group that is not there");
    }
  }

  /**
   * Checks a replication factor: with an even one a dead member could never be replaced, since the
   * write quorum of the old group would include it.
   */
  public static void requireReplicationFactor(int replicationFactor) {
    if (replicationFactor != 1 && replicationFactor != 3 && replicationFactor != 5) {
      throw new IllegalArgumentException(
          "expected a replication factor of 1, 3 or 5, got " + replicationFactor);
    }
  }

  /** The partition of a series by its {@link io.carillon.common.labels.LabelHash}. */
  public int partition(long labelHash) {
    return partitionCount == 1
        ? 0
        : (int) (labelHash >>> (Long.SIZE - Integer.numberOfTrailingZeros(partitionCount)));
  }

  /** Who holds a partition. */
  public ReplicaGroup group(int partition) {
    return groups.get(groupOfPartition.get(partition));
  }

  /** Durable acks that a write needs. */
  public int writeQuorum() {
    return replicationFactor / 2 + 1;
  }

  /** Vouching answers that a read needs: any of them holds every acknowledged sample. */
  public int readQuorum() {
    return replicationFactor - writeQuorum() + 1;
  }
}
