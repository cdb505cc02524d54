package io.carillon.distributor.route;

import io.carillon.common.ring.ReplicaGroup;
import java.util.BitSet;

/**
 * What of a request goes to one replica group.
 *
 * @param replicas the ingesters
 * @param partitions the request's partitions that this group holds; not to be changed
 */
public record GroupShare(ReplicaGroup replicas, BitSet partitions) {
  /** How many partitions an error names before it says how many more there are. */
  private static final int MAX_RANGES = 8;

  /** The partitions as ranges, such as {@code 0-7, 12 and 3 more}. */
  public String describePartitions() {
    StringBuilder text = new StringBuilder();
    int ranges = 0;
    int from = partitions.nextSetBit(0);
    while (from >= 0 && ranges < MAX_RANGES) {
      int end = partitions.nextClearBit(from);
      text.append(ranges++ == 0 ? "" : ", ").append(from);
      if (end - from > 1) {
        text.append('-').append(end - 1);
      }
      from = partitions.nextSetBit(end);
    }
    if (from >= 0) {
      text.append(" and ")
          .append(partitions.get(from, partitions.length()).cardinality())
          .append(" more");
    }
    return text.toString();
  }
}
