package io.carillon.common.cluster;

import io.carillon.common.error.CarillonException;
import io.carillon.common.error.ErrorCode;
import io.carillon.common.ring.Ring;
import io.carillon.common.ring.RingHolder;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds nodes of another cluster. The ingesters that {@code --join} names decide who is wrong: a
 * node leaves when more of them are of another cluster than of its own; so a stray node never
 * pushes out a cluster. Used by one thread.
 */
final class ClusterConflict {
  private static final Logger log = LoggerFactory.getLogger(ClusterConflict.class);

  private final JoinList join;
  private final RingHolder holder;
  private final RingPeers peers;

  /**
   * What ingesters answered: the attributes of membership name the cluster only of those that knew
   * it when they started.
   */
  private final Map<Long, String> answeredByIncarnation = new HashMap<>();

  private boolean isConfirmed;

  ClusterConflict(JoinList join, RingHolder holder, RingPeers peers) {
    this.join = join;
    this.holder = holder;
    this.peers = peers;
  }

  /** An ingester that {@code --join} names is known to be of the same cluster. */
  void confirm() {
    isConfirmed = true;
  }

  /** Why this node must leave; null when it may stay. Asks the ingesters until one agrees. */
  @Nullable CarillonException check(Ring ring, List<ClusterMember> members) {
    List<ClusterMember> named = join.named(members);
    if (!isConfirmed) {
      ask(ring, named);
    }
    List<ClusterMember> foreign = named.stream().filter(m -> isForeign(ring, m)).toList();
    long own =
        named.stream().filter(m -> m.isLocal() || clusterOf(m).equals(ring.clusterId())).count();
    if (foreign.size() > own) {
      return refusal(ring, foreign.getFirst());
    }
    members.stream().filter(m -> isForeign(ring, m)).findFirst().ifPresent(m -> report(ring, m));
    return null;
  }

  private void ask(Ring ring, List<ClusterMember> named) {
    List<ClusterMember> others = named.stream().filter(m -> !m.isLocal()).toList();
    Answers.ask(others, peers::describe)
        .values()
        .forEach(
            (member, answer) -> {
              Ring theirs = answer.ring();
              if (theirs != null) {
                answeredByIncarnation.put(member.incarnation(), theirs.clusterId());
                isConfirmed |= theirs.clusterId().equals(ring.clusterId());
                holder.offer(theirs);
              }
            });
  }

  private String clusterOf(ClusterMember member) {
    return answeredByIncarnation.getOrDefault(member.incarnation(), member.clusterId());
  }

  private boolean isForeign(Ring ring, ClusterMember member) {
    String cluster = clusterOf(member);
    return !member.isLocal() && !cluster.isEmpty() && !cluster.equals(ring.clusterId());
  }

  private CarillonException refusal(Ring ring, ClusterMember stranger) {
    return new CarillonException(
        ErrorCode.FAILED_PRECONDITION,
        "this node's --data-dir belongs to cluster "
            + ring.clusterId()
            + ", but "
            + stranger.clusterAddress()
            + ", which --join names, belongs to cluster "
            + clusterOf(stranger)
            + "; set --join to this node's own cluster, or choose another --data-dir");
  }

  private void report(Ring ring, ClusterMember stranger) {
    log.error(
        "a node of another cluster is ignored: correct --join or --data-dir there address={}"
            + " cluster={} own={}",
        stranger.clusterAddress(),
        clusterOf(stranger),
        ring.clusterId());
  }
}
