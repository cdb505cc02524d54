package io.carillon.common.ring;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Gives partitions to groups of known size so that few replicas move: first each group keeps what
 * the same group held, then groups take from those they share most members with. Used once, by one
 * thread.
 */
final class PartitionAssignment {
  private static final int UNASSIGNED = -1;

  private final List<ReplicaGroup> groups;
  private final int[] free;
  private final int[] groupOf;

  private PartitionAssignment(List<ReplicaGroup> groups, int[] sizes) {
    this.groups = groups;
    this.free = sizes.clone();
    this.groupOf = new int[Arrays.stream(sizes).sum()];
    Arrays.fill(groupOf, UNASSIGNED);
  }

  /**
   * Assigns every partition.
   *
   * @param groups distinct groups with sorted members
   * @param sizes how many partitions each group gets; together all partitions
   * @param previous the ring before, with as many partitions
   * @return for each partition the index of its group
   */
  static List<Integer> assign(List<ReplicaGroup> groups, int[] sizes, @Nullable Ring previous) {
    PartitionAssignment assignment = new PartitionAssignment(groups, sizes);
    if (previous != null) {
      assignment.keep(previous);
      assignment.takeFromRelatives(previous);
    }
    assignment.fillUp();
    return Arrays.stream(assignment.groupOf).boxed().toList();
  }

  private void keep(Ring previous) {
    Map<Set<String>, Integer> indexOf = new HashMap<>();
    for (int g = 0; g < groups.size(); g++) {
      indexOf.put(Set.copyOf(groups.get(g).instanceIds()), g);
    }
    int[] sameGroup = new int[previous.groups().size()];
    for (int old = 0; old < sameGroup.length; old++) {
      Set<String> members = new HashSet<>(previous.groups().get(old).instanceIds());
      sameGroup[old] = indexOf.getOrDefault(members, UNASSIGNED);
    }
    for (int p = 0; p < groupOf.length; p++) {
      int same = sameGroup[previous.groupOfPartition().get(p)];
      if (same != UNASSIGNED && free[same] > 0) {
        give(p, same);
      }
    }
  }

  private void takeFromRelatives(Ring previous) {
    Map<Integer, List<Integer>> homeless = new HashMap<>();
    for (int p = 0; p < groupOf.length; p++) {
      if (groupOf[p] == UNASSIGNED) {
        int old = previous.groupOfPartition().get(p);
        homeless.computeIfAbsent(old, _ -> new ArrayList<>()).add(p);
      }
    }
    for (Relative relative : relatives(previous, homeless.keySet())) {
      List<Integer> partitions = homeless.getOrDefault(relative.oldGroup(), List.of());
      while (free[relative.group()] > 0 && !partitions.isEmpty()) {
        give(partitions.removeLast(), relative.group());
      }
    }
  }

  /** Pairs of an old group and a group with room that share members, closest first. */
  private List<Relative> relatives(Ring previous, Set<Integer> oldGroups) {
    Map<String, List<Integer>> groupsOfInstance = new HashMap<>();
    for (int g = 0; g < groups.size(); g++) {
      if (free[g] > 0) {
        for (String id : groups.get(g).instanceIds()) {
          groupsOfInstance.computeIfAbsent(id, _ -> new ArrayList<>()).add(g);
        }
      }
    }
    List<Relative> relatives = new ArrayList<>();
    for (int old : oldGroups) {
      Map<Integer, Integer> shared = new HashMap<>();
      for (String id : previous.groups().get(old).instanceIds()) {
        groupsOfInstance.getOrDefault(id, List.of()).forEach(g -> shared.merge(g, 1, Integer::sum));
      }
      shared.forEach((g, count) -> relatives.add(new Relative(old, g, count)));
    }
    relatives.sort(
        Comparator.comparingInt((Relative r) -> -r.shared())
            .thenComparingInt(Relative::oldGroup)
            .thenComparingInt(Relative::group));
    return relatives;
  }

  private void fillUp() {
    int group = 0;
    for (int p = 0; p < groupOf.length; p++) {
      if (groupOf[p] == UNASSIGNED) {
        while (free[group] == 0) {
          group++;
        }
        give(p, group);
      }
    }
  }

  private void give(int partition, int group) {
    groupOf[partition] = group;
    free[group]--;
  }

  private record Relative(int oldGroup, int group, int shared) {}
}
