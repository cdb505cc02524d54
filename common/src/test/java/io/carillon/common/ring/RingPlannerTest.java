package io.carillon.common.ring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RingPlannerTest {
  private static final long SEED = Long.getLong("carillon.test.seed", 20261123L);
  private static final int PARTITIONS = 1024;

  @Test
  void fiveInstancesHoldSixtyPercentEach() {
    Ring ring = create(3, instances(5, 1));

    loadOf(ring)
        .forEach((id, load) -> assertThat(load / (double) PARTITIONS).as(id).isBetween(0.54, 0.66));
    assertThat(ring.groups()).hasSizeLessThanOrEqualTo(5);
  }

  @ParameterizedTest
  @ValueSource(ints = {3, 6, 9, 30, 300})
  void multiplesOfTheReplicationFactorShareNothingBetweenGroups(int count) {
    Ring ring = create(3, instances(count, 1));

    assertThat(ring.groups()).hasSize(count / 3);
    assertThat(ring.groups().stream().flatMap(g -> g.instanceIds().stream()))
        .doesNotHaveDuplicates();
  }

  @Test
  void groupsSpanThreeZonesWhenThereAreThree() {
    Ring ring = create(3, instances(12, 3));

    assertThat(ring.groups()).hasSize(4);
    Map<String, String> zoneOf = zoneOf(ring);
    assertThat(ring.groups())
        .allSatisfy(
            g -> assertThat(g.instanceIds().stream().map(zoneOf::get)).doesNotHaveDuplicates());
  }

  @Test
  void twoZonesHoldEachPartitionBoth() {
    Ring ring = create(3, instances(6, 2));

    Map<String, String> zoneOf = zoneOf(ring);
    assertThat(ring.groups())
        .allSatisfy(
            g -> assertThat(g.instanceIds().stream().map(zoneOf::get).distinct()).hasSize(2));
  }

  @Test
  void everyRingOfARandomClusterKeepsTheRules() {
    Random random = new Random(SEED);
    Shares shares = new Shares();
    for (int round = 0; round < 4000; round++) {
      int replicationFactor = List.of(1, 3, 3, 3, 5).get(random.nextInt(5));
      int count = replicationFactor + random.nextInt(round % 50 == 0 ? 200 : 25);
      List<Instance> instances = randomInstances(random, count);
      Ring ring = create(replicationFactor, instances);
      String what = "seed " + SEED + " round " + round + " " + instances;

      checkRules(what, ring);
      if (replicationFactor == 3) {
        shares.add(ring);
      }
      Collections.shuffle(instances, random);
      assertThat(create(replicationFactor, instances)).as(what).isEqualTo(ring);
    }
    shares.print("random weights and zones, RF 3");
  }

  @ParameterizedTest
  @ValueSource(ints = {3, 4, 5, 6, 7, 9, 10, 20, 50, 100})
  void pairsAndTriplesThatShareAPartitionAreFew(int count) {
    for (int zones : new int[] {1, 3, 5}) {
      Ring ring = create(3, instances(count, zones));
      Shares shares = new Shares();
      shares.add(ring);
      shares.print(count + " instances, " + zones + " zones, " + ring.groups().size() + " groups");
      // Rows of three and at most five instances besides, where the zones have equal sizes.
      if (count >= 6 && (zones == 1 || count % zones == 0)) {
        assertThat(ring.groups()).hasSizeLessThanOrEqualTo(count / 3 - 1 + 5);
      }
    }
  }

  @Test
  void aRandomChangeMovesLittle() {
    Random random = new Random(SEED);
    long moved = 0;
    long needed = 0;
    for (int round = 0; round < 2000; round++) {
      int replicationFactor = List.of(1, 3, 3, 5).get(random.nextInt(4));
      List<Instance> before = randomInstances(random, replicationFactor + 1 + random.nextInt(25));
      Ring ring = create(replicationFactor, before);
      Ring next = RingPlanner.plan(ring, changed(random, before));
      String what = "seed " + SEED + " round " + round;

      checkRules(what, next);
      assertThat(next.epoch()).isEqualTo(ring.epoch() + (next.equals(ring) ? 0 : 1));
      moved += moves(ring, next);
      needed += neededMoves(ring, next);
    }
    System.out.printf(
        Locale.ROOT, "moves: %d replicas, at least %d needed by load alone%n", moved, needed);
    assertThat(moved).isLessThan(needed * 3);
  }

  @Test
  void thirdsOfGrowthMoveOnlyWhatTheNewOnesGet() {
    Ring six = create(3, instances(6, 1));
    Ring nine = RingPlanner.plan(six, instances(9, 1));

    assertThat(nine.groups()).hasSize(3);
    assertThat(moves(six, nine)).isEqualTo(neededMoves(six, nine)).isBetween(1020L, 1026L);
  }

  @Test
  void aReplacementTakesThePlaceOfTheOneThatLeft() {
    Ring nine = create(3, instances(9, 3));
    List<Instance> replaced = instances(10, 3);
    Instance gone = replaced.get(0);
    replaced.set(0, new Instance(gone.id(), gone.zone(), InstanceState.LEFT, gone.weight()));
    replaced.set(9, new Instance("new", gone.zone(), InstanceState.ACTIVE, gone.weight()));
    Ring next = RingPlanner.plan(nine, replaced);

    assertThat(next.groups()).hasSize(3);
    assertThat(moves(nine, next)).isEqualTo((long) loadOf(nine).getOrDefault(gone.id(), 0));
  }

  @Test
  void theSameInstancesKeepTheRing() {
    List<Instance> instances = instances(7, 2);
    Ring ring = create(3, instances);

    Collections.reverse(instances);
    assertThat(RingPlanner.plan(ring, instances)).isSameAs(ring);
  }

  @Test
  void tooFewInstancesAreRefusedWithBothNumbers() {
    assertThatThrownBy(() -> create(3, instances(2, 1)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("3")
        .hasMessageContaining("2");
  }

  @Test
  void evenReplicationFactorsAreRefused() {
    assertThatThrownBy(() -> create(2, instances(4, 1)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("1, 3 or 5");
  }

  @Test
  void aThousandInstancesArePlanned() {
    Ring ring = RingPlanner.create("c", 65536, 3, instances(1000, 3));

    checkRules("1000", ring);
    assertThat(ring.groups()).hasSizeLessThan(350);
  }

  /* ---- Clusters ---- */

  private static Ring create(int replicationFactor, List<Instance> instances) {
    return RingPlanner.create("c", PARTITIONS, replicationFactor, instances);
  }

  private static List<Instance> instances(int count, int zones) {
    return IntStream.range(0, count)
        .mapToObj(i -> instance(i, "z" + i % zones, Instance.DEFAULT_WEIGHT))
        .collect(Collectors.toCollection(ArrayList::new));
  }

  private static Instance instance(int number, String zone, int weight) {
    return new Instance(
        String.format(Locale.ROOT, "i%04d", number), zone, InstanceState.ACTIVE, weight);
  }

  private static List<Instance> randomInstances(Random random, int count) {
    int zones = 1 + random.nextInt(6);
    boolean hasEqualWeights = random.nextBoolean();
    List<Instance> instances = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      int weight = hasEqualWeights ? 100 : 50 * (1 + random.nextInt(6));
      instances.add(instance(i, "z" + random.nextInt(zones), weight));
    }
    return instances;
  }

  private static List<Instance> changed(Random random, List<Instance> before) {
    List<Instance> after = new ArrayList<>(before);
    Instance one = after.get(random.nextInt(after.size()));
    switch (random.nextInt(4)) {
      case 0 -> after.remove(one);
      case 1 -> after.add(instance(500, one.zone(), one.weight()));
      case 2 -> {
        after.remove(one);
        after.add(instance(500, one.zone(), one.weight()));
      }
      default -> {
        after.remove(one);
        after.add(new Instance(one.id(), one.zone(), InstanceState.LEAVING, one.weight()));
      }
    }
    return after;
  }

  /* ---- Rules ---- */

  private static void checkRules(String what, Ring ring) {
    List<Instance> eligible =
        ring.instances().stream().filter(i -> i.state() == InstanceState.ACTIVE).toList();
    int rf = ring.replicationFactor();
    Map<String, String> zoneOf = zoneOf(ring);
    Set<String> eligibleIds = eligible.stream().map(Instance::id).collect(Collectors.toSet());
    int zones = (int) eligible.stream().map(Instance::zone).distinct().count();
    for (ReplicaGroup group : ring.groups()) {
      assertThat(group.instanceIds()).as(what).hasSize(rf).doesNotHaveDuplicates();
      assertThat(eligibleIds).as(what).containsAll(group.instanceIds());
      long groupZones = group.instanceIds().stream().map(zoneOf::get).distinct().count();
      if (zones >= rf) {
        assertThat(groupZones).as(what).isEqualTo(rf);
      } else if (zones > 1) {
        assertThat(groupZones).as(what).isGreaterThanOrEqualTo(2);
      }
    }
    assertThat(new HashSet<>(ring.groups())).as(what).hasSameSizeAs(ring.groups());
    assertThat(new HashSet<>(ring.groupOfPartition())).as(what).hasSameSizeAs(ring.groups());
    // The wrap-around part has at most one group more than instances.
    assertThat(ring.groups().size()).as(what).isLessThanOrEqualTo(eligible.size() + 1);
    checkBalance(what, ring, eligible);
  }

  private static void checkBalance(String what, Ring ring, List<Instance> eligible) {
    Map<String, Integer> load = loadOf(ring);
    List<Instance> sorted =
        eligible.stream()
            .sorted(Comparator.comparing(Instance::zone).thenComparing(Instance::id))
            .toList();
    boolean[] all = new boolean[sorted.size()];
    Arrays.fill(all, true);
    double[] fair =
        Objects.requireNonNull(new LoadShares(sorted, ring.replicationFactor()).of(all, 1));
    for (int i = 0; i < sorted.size(); i++) {
      double expected = fair[i] * ring.partitionCount();
      assertThat((double) load.getOrDefault(sorted.get(i).id(), 0))
          .as(what + " " + sorted.get(i))
          // Ten percent for fewer groups, and whole partitions.
          .isBetween(expected * 0.9 - 2, expected * 1.1 + 2);
    }
  }

  private static Map<String, Integer> loadOf(Ring ring) {
    Map<String, Integer> load = new HashMap<>();
    for (int p = 0; p < ring.partitionCount(); p++) {
      ring.group(p).instanceIds().forEach(id -> load.merge(id, 1, Integer::sum));
    }
    return load;
  }

  private static Map<String, String> zoneOf(Ring ring) {
    return ring.instances().stream().collect(Collectors.toMap(Instance::id, Instance::zone));
  }

  private static long moves(Ring before, Ring after) {
    long moved = 0;
    for (int p = 0; p < before.partitionCount(); p++) {
      Set<String> added = new HashSet<>(after.group(p).instanceIds());
      before.group(p).instanceIds().forEach(added::remove);
      moved += added.size();
    }
    return moved;
  }

  /** Replicas that must move since some instances hold more than before. */
  private static long neededMoves(Ring before, Ring after) {
    Map<String, Integer> old = loadOf(before);
    return loadOf(after).entrySet().stream()
        .mapToLong(e -> Math.max(0, e.getValue() - old.getOrDefault(e.getKey(), 0)))
        .sum();
  }

  /** The share of node pairs and triples that hold a partition together. */
  private static final class Shares {
    private long pairs;
    private long sharingPairs;
    private long triples;
    private long sharingTriples;

    void add(Ring ring) {
      long n = ring.instances().size();
      pairs += n * (n - 1) / 2;
      triples += n * (n - 1) * (n - 2) / 6;
      Set<Set<String>> sharing = new HashSet<>();
      for (ReplicaGroup group : ring.groups()) {
        List<String> ids = group.instanceIds();
        sharing.add(Set.of(ids.get(0), ids.get(1)));
        sharing.add(Set.of(ids.get(0), ids.get(2)));
        sharing.add(Set.of(ids.get(1), ids.get(2)));
      }
      sharingPairs += sharing.size();
      sharingTriples += ring.groups().size();
    }

    void print(String what) {
      System.out.printf(
          Locale.ROOT,
          "%s: pairs sharing a partition %.1f %%, triples %.2f %%%n",
          what,
          100.0 * sharingPairs / pairs,
          100.0 * sharingTriples / triples);
    }
  }
}
