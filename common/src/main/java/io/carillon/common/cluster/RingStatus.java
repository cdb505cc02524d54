package io.carillon.common.cluster;

import io.carillon.common.ring.Instance;
import io.carillon.common.ring.ReplicaGroup;
import io.carillon.common.ring.Ring;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * The ring as one node sees it, for {@code /api/v1/status/ring}; field names are those of the JSON.
 * Immutable.
 *
 * @param clusterId empty while there is no ring
 * @param epoch 0 while there is no ring
 * @param partitionCount 0 while there is no ring
 * @param replicationFactor 0 while there is no ring
 * @param notReadyReason why there is no ring; empty when there is one
 * @param instances the ingesters of the ring
 * @param groups the replica groups
 * @param coverage how many partitions are covered how well
 * @param membersNotInRing ingesters that are in the cluster and hold no partitions
 */
public record RingStatus(
    String clusterId,
    long epoch,
    int partitionCount,
    int replicationFactor,
    String notReadyReason,
    List<InstanceStatus> instances,
    List<GroupStatus> groups,
    Coverage coverage,
    List<OutsideMember> membersNotInRing) {
  private static final String OUTSIDE_NOTE =
      "not in the ring, so it gets no partitions: changes of replica groups are not built yet";

  public RingStatus {
    instances = List.copyOf(instances);
    groups = List.copyOf(groups);
    membersNotInRing = List.copyOf(membersNotInRing);
  }

  /**
   * An ingester of the ring.
   *
   * @param isReachable whether this node sees it in the cluster now
   * @param incarnation of its process, as hexadecimal text; empty when it is not reachable
   * @param grpcAddress empty when it is not reachable
   * @param httpAddress empty when it is not reachable
   * @param partitions how many it holds
   */
  public record InstanceStatus(
      String id,
      String zone,
      String state,
      int weight,
      boolean isReachable,
      String incarnation,
      String grpcAddress,
      String httpAddress,
      int partitions) {}

  /**
   * A replica group.
   *
   * @param reachable how many of its instances this node sees
   */
  public record GroupStatus(List<String> instances, int partitions, int reachable) {
    public GroupStatus {
      instances = List.copyOf(instances);
    }
  }

  /**
   * Partitions by how many of their replicas are reachable; the four numbers add up to all.
   *
   * @param full all replicas
   * @param atQuorum not all, but enough to write and read
   * @param belowQuorum some, but too few to write or read
   * @param missing none
   */
  public record Coverage(
      int full,
      int atQuorum,
      int belowQuorum,
      int missing,
      List<PartitionRange> belowQuorumRanges,
      List<PartitionRange> missingRanges) {
    public Coverage {
      belowQuorumRanges = List.copyOf(belowQuorumRanges);
      missingRanges = List.copyOf(missingRanges);
    }
  }

  /** Partitions side by side, both ends inclusive. */
  public record PartitionRange(int first, int last) {}

  /** An ingester that is in the cluster but not in the ring. */
  public record OutsideMember(String id, String zone, String grpcAddress, String note) {}

  /**
   * The ring as seen now.
   *
   * @param notReadyReason why there is no ring; null when there is one
   */
  public static RingStatus of(
      @Nullable Ring ring, List<ClusterMember> members, @Nullable String notReadyReason) {
    String reason = notReadyReason == null ? "" : notReadyReason;
    if (ring == null) {
      Coverage none = new Coverage(0, 0, 0, 0, List.of(), List.of());
      return new RingStatus("", 0, 0, 0, reason, List.of(), List.of(), none, List.of());
    }
    Map<String, ClusterMember> memberById = new HashMap<>();
    members.forEach(m -> memberById.putIfAbsent(m.instanceId(), m));
    return new RingStatus(
        ring.clusterId(),
        ring.epoch(),
        ring.partitionCount(),
        ring.replicationFactor(),
        reason,
        instances(ring, memberById),
        groups(ring, memberById),
        coverage(ring, memberById.keySet()),
        outside(ring, members));
  }

  private static List<InstanceStatus> instances(Ring ring, Map<String, ClusterMember> memberById) {
    Map<String, Integer> partitions = new HashMap<>();
    for (int p = 0; p < ring.partitionCount(); p++) {
      ring.group(p).instanceIds().forEach(id -> partitions.merge(id, 1, Integer::sum));
    }
    List<InstanceStatus> statuses = new ArrayList<>();
    for (Instance instance : ring.instances()) {
      ClusterMember member = memberById.get(instance.id());
      statuses.add(
          new InstanceStatus(
              instance.id(),
              instance.zone(),
              instance.state().name(),
              instance.weight(),
              member != null,
              member == null ? "" : Long.toHexString(member.incarnation()),
              member == null ? "" : member.grpcAddress().toString(),
              member == null ? "" : member.httpAddress().toString(),
              partitions.getOrDefault(instance.id(), 0)));
    }
    return statuses;
  }

  private static List<GroupStatus> groups(Ring ring, Map<String, ClusterMember> memberById) {
    int[] partitions = new int[ring.groups().size()];
    ring.groupOfPartition().forEach(g -> partitions[g]++);
    List<GroupStatus> statuses = new ArrayList<>();
    for (int g = 0; g < partitions.length; g++) {
      ReplicaGroup group = ring.groups().get(g);
      statuses.add(
          new GroupStatus(
              group.instanceIds(), partitions[g], reachable(group, memberById.keySet())));
    }
    return statuses;
  }

  private static Coverage coverage(Ring ring, Set<String> reachableIds) {
    int quorum = Math.max(ring.writeQuorum(), ring.readQuorum());
    int[] reachableOfGroup =
        ring.groups().stream().mapToInt(g -> reachable(g, reachableIds)).toArray();
    int[] reachable = new int[ring.partitionCount()];
    for (int p = 0; p < reachable.length; p++) {
      reachable[p] = reachableOfGroup[ring.groupOfPartition().get(p)];
    }
    IntPredicate isFull = p -> reachable[p] == ring.replicationFactor();
    IntPredicate isEnough = p -> reachable[p] >= quorum;
    IntPredicate isMissing = p -> reachable[p] == 0;
    return new Coverage(
        count(reachable.length, isFull),
        count(reachable.length, isEnough.and(isFull.negate())),
        count(reachable.length, isEnough.or(isMissing).negate()),
        count(reachable.length, isMissing),
        ranges(reachable.length, isEnough.or(isMissing).negate()),
        ranges(reachable.length, isMissing));
  }

  private static int count(int partitions, IntPredicate condition) {
    return (int) IntStream.range(0, partitions).filter(condition).count();
  }

  private static List<PartitionRange> ranges(int partitions, IntPredicate condition) {
    List<PartitionRange> ranges = new ArrayList<>();
    for (int p = 0; p < partitions; p++) {
      if (condition.test(p)) {
        int first = p;
        while (p + 1 < partitions && condition.test(p + 1)) {
          p++;
        }
        ranges.add(new PartitionRange(first, p));
      }
    }
    return ranges;
  }

  private static int reachable(ReplicaGroup group, Set<String> reachableIds) {
    return (int) group.instanceIds().stream().filter(reachableIds::contains).count();
  }

  private static List<OutsideMember> outside(Ring ring, List<ClusterMember> members) {
    Set<String> inRing = new HashSet<>();
    ring.instances().forEach(i -> inRing.add(i.id()));
    return members.stream()
        .filter(m -> m.isIngester() && !inRing.contains(m.instanceId()))
        .map(
            m ->
                new OutsideMember(
                    m.instanceId(), m.zone(), m.grpcAddress().toString(), OUTSIDE_NOTE))
        .toList();
  }
}
