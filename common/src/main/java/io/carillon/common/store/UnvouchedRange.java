package io.carillon.common.store;

/**
 * Data that a replica may have lost.
 *
 * @param firstPartition first partition, inclusive
 * @param lastPartition last partition, inclusive
 * @param minMs first time, inclusive
 * @param maxMs last time, inclusive
 */
public record UnvouchedRange(int firstPartition, int lastPartition, long minMs, long maxMs) {
  /** Whether any of it lies in the partition and range. */
  public boolean covers(int partition, long fromMs, long toMs) {
    return firstPartition <= partition
        && partition <= lastPartition
        && minMs <= toMs
        && fromMs <= maxMs;
  }
}
