package io.carillon.common.ring;

import java.util.List;

/**
 * The ingesters that hold a partition.
 *
 * @param instanceIds as many as the replication factor, distinct
 */
public record ReplicaGroup(List<String> instanceIds) {
  public ReplicaGroup {
    instanceIds = List.copyOf(instanceIds);
  }
}
