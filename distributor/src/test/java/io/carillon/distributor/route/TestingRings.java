package io.carillon.distributor.route;

import io.carillon.common.ring.Instance;
import io.carillon.common.ring.InstanceState;
import io.carillon.common.ring.ReplicaGroup;
import io.carillon.common.ring.Ring;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;

/** Rings of instances {@code i0}, {@code i1}, … */
public final class TestingRings {
  private TestingRings() {}

  /** A ring whose groups are neighbours of each other and take partitions in turn. */
  public static Ring of(long epoch, int instances, int replicationFactor, int partitions) {
    List<ReplicaGroup> groups =
        IntStream.range(0, instances == replicationFactor ? 1 : instances)
            .mapToObj(first -> group(first, instances, replicationFactor))
            .toList();
    List<Integer> groupOfPartition =
        IntStream.range(0, partitions).mapToObj(partition -> partition % groups.size()).toList();
    return ring(epoch, instances, replicationFactor, groups, groupOfPartition);
  }

  /** A ring with a group of its own, drawn at random, for each partition. */
  public static Ring random(
      RandomGenerator random, long epoch, int instances, int replicationFactor, int partitions) {
    List<ReplicaGroup> groups = new ArrayList<>();
    for (int partition = 0; partition < partitions; partition++) {
      groups.add(
          new ReplicaGroup(
              random
                  .ints(0, instances)
                  .distinct()
                  .limit(replicationFactor)
                  .mapToObj(TestingRings::id)
                  .toList()));
    }
    List<Integer> groupOfPartition = IntStream.range(0, partitions).boxed().toList();
    return ring(epoch, instances, replicationFactor, groups, groupOfPartition);
  }

  /** The id of the i-th instance. */
  public static String id(int i) {
    return "i" + i;
  }

  private static Ring ring(
      long epoch,
      int instances,
      int replicationFactor,
      List<ReplicaGroup> groups,
      List<Integer> groupOfPartition) {
    List<Instance> all =
        IntStream.range(0, instances)
            .mapToObj(i -> new Instance(id(i), "z" + i, InstanceState.ACTIVE, 100))
            .toList();
    return new Ring(
        "cluster",
        epoch,
        groupOfPartition.size(),
        replicationFactor,
        all,
        groups,
        groupOfPartition);
  }

  private static ReplicaGroup group(int first, int instances, int replicationFactor) {
    return new ReplicaGroup(
        IntStream.range(first, first + replicationFactor)
            .mapToObj(i -> id(i % instances))
            .toList());
  }
}
