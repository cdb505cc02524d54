package io.carillon.distributor.replicate;

import io.carillon.common.error.ErrorCode;
import io.carillon.distributor.route.GroupShare;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** Answers of one replica group to one request. Not thread-safe; each replica answers once. */
final class GroupProgress {
  private final GroupShare share;
  private final int quorum;
  private final Set<String> durable = new HashSet<>();
  private final List<ReplicaFailure> failures = new ArrayList<>();

  GroupProgress(GroupShare share, int quorum) {
    this.share = share;
    this.quorum = quorum;
  }

  void addDurable(String instanceId) {
    durable.add(instanceId);
  }

  void addFailure(ReplicaFailure failure) {
    failures.add(failure);
  }

  /** Whether the group's partitions have their write quorum. */
  boolean isDurable() {
    return durable.size() >= quorum;
  }

  /** Whether more answers can change nothing. */
  boolean isDecided() {
    return isDurable() || share.replicas().instanceIds().size() - failures.size() < quorum;
  }

  int partitionCount() {
    return share.partitions().cardinality();
  }

  Stream<ErrorCode> failureCodes() {
    return failures.stream().map(ReplicaFailure::code);
  }

  /**
   * Partitions, acks and what each of the other replicas says.
   *
   * @param silence what to say of replicas that have not answered
   */
  String describe(String silence) {
    StringBuilder text = new StringBuilder("partitions ").append(share.describePartitions());
    text.append(": ").append(durable.size()).append(" of ").append(quorum).append(" durable acks");
    Set<String> silent = new HashSet<>(share.replicas().instanceIds());
    silent.removeAll(durable);
    for (ReplicaFailure failure : failures) {
      silent.remove(failure.instanceId());
      text.append("; ").append(failure.instanceId()).append(": ").append(failure.code());
      text.append(" (").append(failure.reason()).append(')');
    }
    for (String instanceId : silent.stream().sorted().toList()) {
      text.append("; ").append(instanceId).append(": ").append(silence);
    }
    return text.toString();
  }
}
