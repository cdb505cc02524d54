package io.carillon.common.cluster;

import java.util.List;

/** Which nodes are there now, by this node's own observation. Thread-safe. */
@FunctionalInterface
interface Membership {
  /**
   * The nodes of the cluster with this one, those that joined first first; an immutable snapshot.
   */
  List<ClusterMember> members();
}
