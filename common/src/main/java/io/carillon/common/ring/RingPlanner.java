package io.carillon.common.ring;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Plans which instances hold which partitions: a pure, deterministic function. In this order: as
 * many distinct zones in a group as there are; few distinct groups, so that two nodes rarely share
 * a partition; balance by weight; few moves from the ring before.
 */
public final class RingPlanner {
  private final List<Instance> eligible;
  private final int partitionCount;
  private final int replicationFactor;
  private final @Nullable Ring previous;
  private final Map<String, Integer> indexOfId = new HashMap<>();

  private RingPlanner(
      List<Instance> instances,
      int partitionCount,
      int replicationFactor,
      @Nullable Ring previous) {
    this.eligible =
        instances.stream()
            .filter(RingPlanner::isEligible)
            .sorted(Comparator.comparing(Instance::zone).thenComparing(Instance::id))
            .toList();
    this.partitionCount = partitionCount;
    this.replicationFactor = replicationFactor;
    this.previous = previous;
    for (int i = 0; i < eligible.size(); i++) {
      if (indexOfId.put(eligible.get(i).id(), i) != null) {
        throw new IllegalArgumentException("two instances have the id " + eligible.get(i).id());
      }
    }
  }

  /**
   * The first ring of a cluster, epoch 1.
   *
   * @param instances in any order; those that are joining or active get partitions
   * @throws IllegalArgumentException when they are fewer than the replication factor
   */
  public static Ring create(
      String clusterId, int partitionCount, int replicationFactor, List<Instance> instances) {
    RingPlanner planner = new RingPlanner(instances, partitionCount, replicationFactor, null);
    return planner.ring(clusterId, 1, instances);
  }

  /**
   * The ring after another, of the next epoch; {@code previous} itself when the instances are the
   * same.
   *
   * @param instances all instances that the new ring is to know, in any order; those that are
   *     joining or active get partitions
   * @throws IllegalArgumentException when they are fewer than the replication factor
   */
  public static Ring plan(Ring previous, List<Instance> instances) {
    if (sortedById(instances).equals(previous.instances())) {
      return previous;
    }
    RingPlanner planner =
        new RingPlanner(
            instances, previous.partitionCount(), previous.replicationFactor(), previous);
    return planner.ring(previous.clusterId(), previous.epoch() + 1, instances);
  }

  private static boolean isEligible(Instance instance) {
    return switch (instance.state()) {
      case JOINING, ACTIVE -> instance.weight() > 0;
      case LEAVING, LEFT, READ_ONLY -> false;
    };
  }

  private static List<Instance> sortedById(List<Instance> instances) {
    return instances.stream().sorted(Comparator.comparing(Instance::id)).toList();
  }

  private Ring ring(String clusterId, long epoch, List<Instance> instances) {
    Ring.requireReplicationFactor(replicationFactor);
    if (eligible.size() < replicationFactor) {
      throw new IllegalArgumentException(
          "expected at least as many ingesters as the replication factor "
              + replicationFactor
              + ", got "
              + eligible.size());
    }
    LoadShares loads = new LoadShares(eligible, replicationFactor);
    CopysetPlan plan = new CopysetPlan(loads, eligible.size(), replicationFactor, affinity());
    plan.keepRows(previousGroups());
    plan.addRows();
    Map<ReplicaGroup, Integer> sizeOfGroup = sizes(plan);
    List<ReplicaGroup> groups = List.copyOf(sizeOfGroup.keySet());
    int[] sizes = sizeOfGroup.values().stream().mapToInt(Integer::intValue).toArray();
    return new Ring(
        clusterId,
        epoch,
        partitionCount,
        replicationFactor,
        sortedById(instances),
        groups,
        PartitionAssignment.assign(groups, sizes, previous));
  }

  /** Groups in the order of the plan with their numbers of partitions, none of them zero. */
  private Map<ReplicaGroup, Integer> sizes(CopysetPlan plan) {
    int[] partitions = wholePartitions(plan);
    Map<ReplicaGroup, Integer> sizes = new LinkedHashMap<>();
    for (int r = 0; r < plan.rows().size(); r++) {
      if (partitions[r] > 0) {
        sizes.merge(group(plan.rows().get(r).members()), partitions[r], Integer::sum);
      }
    }
    int left = partitions[plan.rows().size()];
    if (left > 0) {
      for (List<Integer> members : plan.wrapAround(left)) {
        sizes.merge(group(members), 1, Integer::sum);
      }
    }
    return sizes;
  }

  /** Rounds heights of the rows, and last of what they leave, to partitions. */
  private int[] wholePartitions(CopysetPlan plan) {
    Map<Set<String>, Integer> sizeBefore = sizesBefore();
    int parts = plan.rows().size() + 1;
    double[] ideal = new double[parts];
    boolean[] hadMore = new boolean[parts];
    int[] whole = new int[parts];
    for (int i = 0; i < parts; i++) {
      boolean isRow = i < parts - 1;
      double height = isRow ? plan.rows().get(i).height() : plan.leftHeight();
      ideal[i] = height * partitionCount;
      // A little more, so that 2.9999999 is 3.
      whole[i] = (int) (ideal[i] + 1e-6);
      if (isRow) {
        Set<String> ids = Set.copyOf(group(plan.rows().get(i).members()).instanceIds());
        hadMore[i] = sizeBefore.getOrDefault(ids, 0) > whole[i];
      }
    }
    Integer[] order = new Integer[parts];
    Arrays.setAll(order, i -> i);
    // Rounding up what had more before saves a move.
    Arrays.sort(
        order,
        Comparator.comparing((Integer i) -> !hadMore[i])
            .thenComparingDouble(i -> whole[i] - ideal[i])
            .thenComparingInt(i -> i));
    int missing = partitionCount - Arrays.stream(whole).sum();
    for (int i = 0; i < missing; i++) {
      whole[order[i % parts]]++;
    }
    return whole;
  }

  private ReplicaGroup group(List<Integer> members) {
    return new ReplicaGroup(members.stream().map(m -> eligible.get(m).id()).sorted().toList());
  }

  /* ---- The ring before ---- */

  private Map<Set<String>, Integer> sizesBefore() {
    Map<Set<String>, Integer> sizes = new HashMap<>();
    if (previous != null) {
      for (int p = 0; p < partitionCount; p++) {
        sizes.merge(new HashSet<>(previous.group(p).instanceIds()), 1, Integer::sum);
      }
    }
    return sizes;
  }

  /** Groups of the ring before of which all members can stay, the largest first. */
  private List<int[]> previousGroups() {
    if (previous == null) {
      return List.of();
    }
    int[] size = new int[previous.groups().size()];
    previous.groupOfPartition().forEach(g -> size[g]++);
    List<Integer> order = new ArrayList<>();
    for (int g = 0; g < size.length; g++) {
      if (indexOfId.keySet().containsAll(previous.groups().get(g).instanceIds())) {
        order.add(g);
      }
    }
    order.sort(Comparator.comparingInt((Integer g) -> -size[g]).thenComparingInt(g -> g));
    return order.stream()
        .map(previous.groups()::get)
        .map(g -> g.instanceIds().stream().mapToInt(indexOfId::get).toArray())
        .toList();
  }

  private CopysetPlan.Affinity affinity() {
    if (previous == null) {
      return (_, _) -> 0;
    }
    Map<Long, Integer> shared = new HashMap<>();
    for (int p = 0; p < partitionCount; p++) {
      List<String> ids = previous.group(p).instanceIds();
      for (String id : ids) {
        for (String other : ids) {
          Integer a = indexOfId.get(id);
          Integer b = indexOfId.get(other);
          if (a != null && b != null && a < b) {
            shared.merge(pair(a, b), 1, Integer::sum);
          }
        }
      }
    }
    return (a, b) -> shared.getOrDefault(pair(Math.min(a, b), Math.max(a, b)), 0);
  }

  private static long pair(int low, int high) {
    return (long) low << 32 | high;
  }
}
