package io.carillon.common.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.carillon.common.net.HostPort;
import io.carillon.common.ring.Instance;
import io.carillon.common.ring.Ring;
import io.carillon.common.ring.RingSettings;
import io.carillon.common.ring.RingStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RingBootstrapTest {
  private static final long SEED = Long.getLong("carillon.test.seed", 20261123L);
  private static final RingSettings SMALL = new RingSettings(null, 16);
  private static final List<HostPort> JOIN =
      List.of(
          SimulatedCluster.address("b"),
          SimulatedCluster.address("a"),
          SimulatedCluster.address("c"));

  @TempDir private Path dir;
  private SimulatedCluster cluster;

  @BeforeEach
  void create() {
    cluster = withThreeIngesters(dir, SEED);
  }

  @Test
  void theRingWaitsForAllIngestersAndSaysWhichAreMissing() {
    start("a", "b", "q");
    cluster.rounds(20);

    assertThat(cluster.held).isEmpty();
    assertThat(cluster.node("q").reason()).contains("--join").contains("not there: [c:5701]");
    assertThat(cluster.node("a").state()).isEqualTo(RingBootstrap.State.WAITING);

    start("c");
    cluster.rounds(5);
    assertAllHoldOneRing(cluster);
    Ring ring = ring("q");
    assertThat(ring.replicationFactor()).isEqualTo(3);
    assertThat(ring.instances().stream().map(Instance::id))
        .containsExactlyInAnyOrder(id("a"), id("b"), id("c"));
    assertThat(RingStore.proposal(cluster.node("b").disk).load()).isNull();
  }

  @Test
  void anyNodeAloneGoesByItsDiskAtOnce() {
    startAllAndHold();
    cluster.all().forEach(SimulatedCluster.Node::stop);

    start("b");
    assertThat(cluster.node("b").state()).isEqualTo(RingBootstrap.State.HOLDING);
    assertThat(cluster.node("b").reason()).isEqualTo("null");
    start("a", "c", "q");
    cluster.rounds(30);
    assertAllHoldOneRing(cluster);
  }

  @Test
  void aLaterIngesterGetsTheRingAndNoPartitions() {
    startAllAndHold();
    cluster.add("late", JOIN, SMALL, Role.INGESTER).start();
    cluster.rounds(3);

    assertAllHoldOneRing(cluster);
    assertThat(ring("late").instances().stream().map(Instance::id)).doesNotContain(id("late"));
  }

  @Test
  void anIngesterWithAnEmptyDiskFindsTheRingAndProposesNone() {
    startAllAndHold();
    Ring before = ring("b");
    cluster.node("a").wipe();
    start("a");
    cluster.rounds(3);

    assertThat(ring("a")).isEqualTo(before);
    assertAllHoldOneRing(cluster);
  }

  @Test
  void aDataDirectoryOfAnotherClusterIsRefusedWithBothIds() {
    SimulatedCluster.Node stray = startStray("stray", SMALL);
    startAllAndHold();
    stray.stop();
    stray.settings = settings("stray", JOIN, SMALL);
    stray.start();
    cluster.rounds(30);

    assertThat(stray.state()).isEqualTo(RingBootstrap.State.REFUSED);
    assertThat(stray.reason())
        .contains(ring("a").clusterId(), "--join", "--data-dir")
        .contains(Objects.requireNonNull(stray.ring()).clusterId());
    assertThat(Objects.requireNonNull(stray.bootstrap).refusal()).isCompleted();
    for (String name : List.of("a", "b", "c", "q")) {
      assertThat(cluster.node(name).state()).isEqualTo(RingBootstrap.State.HOLDING);
    }
  }

  @Test
  void aDataDirectoryOfAnotherClusterThatLostItsRingFileIsRefused() throws IOException {
    SimulatedCluster.Node stray = startStray("stray", SMALL);
    startAllAndHold();
    stray.stop();
    Files.delete(stray.disk.resolve("ring"));
    stray.settings = settings("stray", JOIN, SMALL);
    stray.start();
    cluster.rounds(3);

    assertThat(stray.state()).isEqualTo(RingBootstrap.State.REFUSED);
    assertThat(stray.ring()).isNull();
  }

  @Test
  void aStrayNodeNeverStopsAClusterThatStarts() {
    startAllAndHold();
    cluster.all().forEach(SimulatedCluster.Node::stop);
    SimulatedCluster.Node stray = startStray("stray", SMALL);
    stray.stop();
    stray.settings = settings("stray", JOIN, SMALL);
    stray.start();
    cluster.rounds(30);
    start("c");
    cluster.rounds(30);
    start("a", "b", "q");
    cluster.rounds(30);

    assertThat(stray.state()).isEqualTo(RingBootstrap.State.REFUSED);
    for (String name : List.of("a", "b", "c", "q")) {
      assertThat(cluster.node(name).state()).isEqualTo(RingBootstrap.State.HOLDING);
    }
  }

  @Test
  void aReplicationFactorThatDiffersIsRefusedWithBothValues() {
    startAllAndHold();
    SimulatedCluster.Node other = cluster.add("r", JOIN, new RingSettings(1, null), Role.QUERIER);
    other.start();
    cluster.rounds(3);

    assertThat(other.state()).isEqualTo(RingBootstrap.State.REFUSED);
    assertThat(other.reason()).contains("--replication-factor is 1", "with 3");

    SimulatedCluster.Node a = cluster.node("a");
    a.stop();
    a.settings = settings("a", JOIN, new RingSettings(null, 64));
    a.start();
    assertThat(a.startError).isNotNull().hasMessageContainingAll("--partitions is 64", "with 16");
  }

  @Test
  void aProposalIsRefusedByAnIngesterWithOtherSettings() {
    cluster.node("c").settings = settings("c", JOIN, new RingSettings(1, 16));
    start("a", "b", "c");
    cluster.rounds(10);

    assertThat(cluster.held).isEmpty();
    assertThat(cluster.node("a").reason()).contains("--replication-factor is 1", "with 3");
  }

  @Test
  void tooFewIngestersForTheReplicationFactorAreExplained() {
    cluster.node("a").settings = settings("a", JOIN, new RingSettings(5, 16));
    start("a", "b", "c");
    cluster.rounds(10);

    assertThat(cluster.held).isEmpty();
    assertThat(cluster.node("a").reason()).contains("--replication-factor 5", "there are 3");
  }

  @Test
  void aListedNodeThatIsNoIngesterIsNamed() {
    SimulatedCluster.Node c = cluster.node("c");
    c.settings = new ClusterSettings(c.settings.clusterAddress(), JOIN, QUERIER, "", SMALL);
    start("a", "b", "c");
    cluster.rounds(10);

    assertThat(cluster.held).isEmpty();
    assertThat(cluster.node("b").reason()).contains("no ingesters: [c:5701]");
  }

  @Test
  void aProposalThatAnIngesterForgotIsMadeAnewUnderTheNextEpoch() {
    start("a", "b", "c");
    storeProposalEverywhereButLetTheProposerCrash();
    cluster.node("c").wipe();
    start("a", "c");
    cluster.rounds(40);

    assertThat(ring("a").epoch()).isEqualTo(2);
    assertAllHoldOneRing(cluster);
  }

  @Test
  void theProposalOfALostProposerIsExplained() {
    start("a", "b", "c");
    storeProposalEverywhereButLetTheProposerCrash();
    cluster.node("a").wipe();
    start("a");
    cluster.rounds(40);

    assertThat(cluster.held).isEmpty();
    assertThat(cluster.node("a").reason()).contains("ring.proposal", "delete the file");
  }

  @Test
  void crashesAtEveryStepLeadToOneRing() throws IOException {
    int crashes = 0;
    for (long seed = SEED; seed < SEED + 40; seed++) {
      SimulatedCluster simulated = withThreeIngesters(dir.resolve("s" + seed), seed);
      Random random = new Random(seed);
      simulated.faults = 0.02 + 0.2 * random.nextDouble();
      for (int round = 0; round < 60; round++) {
        for (SimulatedCluster.Node node : simulated.all()) {
          if (node.state() == null && random.nextInt(3) == 0) {
            node.start();
            crashes++;
          }
        }
        simulated.round();
        assertThat(simulated.held.stream().distinct()).as("seed " + seed).hasSizeLessThan(2);
      }
      simulated.faults = 0;
      simulated.all().stream().filter(n -> n.state() == null).forEach(n -> n.start());
      // The longest pause between proposals is 10 s, that between comparisons 5 s.
      simulated.rounds(45);
      assertAllHoldOneRing(simulated);
    }
    System.out.println("bootstrap with faults: " + crashes + " starts of crashed nodes");
  }

  @Test
  void lostDisksNeverLeadToTwoRings() throws IOException {
    int stuck = 0;
    for (long seed = SEED; seed < SEED + 40; seed++) {
      SimulatedCluster simulated = withThreeIngesters(dir.resolve("w" + seed), seed);
      Random random = new Random(seed);
      simulated.faults = 0.1;
      // When all disks are lost, so is the ring.
      String kept = List.of("a", "b", "c").get(random.nextInt(3));
      for (int round = 0; round < 60; round++) {
        for (SimulatedCluster.Node node : simulated.all()) {
          if (node.state() == null && random.nextInt(3) == 0) {
            if (random.nextInt(10) == 0 && !node.name.equals(kept) && Files.exists(node.disk)) {
              node.wipe();
            }
            node.start();
          }
        }
        simulated.round();
        assertThat(simulated.held.stream().distinct()).as("seed " + seed).hasSizeLessThan(2);
      }
      simulated.faults = 0;
      simulated.all().stream().filter(n -> n.state() == null).forEach(n -> n.start());
      simulated.rounds(45);
      if (simulated.node("a").ring() == null) {
        stuck++;
        assertThat(simulated.node("a").reason()).as("seed " + seed).contains("ring.proposal");
      }
    }
    System.out.println("bootstrap with lost disks: " + stuck + " of 40 need an operator");
  }

  /* ---- Steps ---- */

  private static final Set<Role> QUERIER = Set.of(Role.QUERIER);

  private static SimulatedCluster withThreeIngesters(Path dir, long seed) {
    SimulatedCluster cluster = new SimulatedCluster(dir, seed);
    cluster.add("a", JOIN, SMALL, Role.INGESTER, Role.DISTRIBUTOR);
    cluster.add("b", JOIN, SMALL, Role.INGESTER);
    cluster.add("c", JOIN, SMALL, Role.INGESTER);
    cluster.add("q", JOIN, SMALL, Role.QUERIER);
    return cluster;
  }

  private static ClusterSettings settings(String name, List<HostPort> join, RingSettings ring) {
    return new ClusterSettings(
        SimulatedCluster.address(name), join, Set.of(Role.INGESTER), "", ring);
  }

  /** A node that has founded a cluster of its own. */
  private SimulatedCluster.Node startStray(String name, RingSettings ring) {
    SimulatedCluster.Node stray =
        cluster.add(name, List.of(SimulatedCluster.address(name)), ring, Role.INGESTER);
    stray.start();
    cluster.rounds(3);
    assertThat(stray.state()).isEqualTo(RingBootstrap.State.HOLDING);
    cluster.held.clear();
    return stray;
  }

  private void storeProposalEverywhereButLetTheProposerCrash() {
    SimulatedCluster.Node a = cluster.node("a");
    Objects.requireNonNull(a.bootstrap).tick();
    // Proposing: the crash comes when the last answer is in.
    cluster.crashAfterCalls = 2;
    a.tick();
    assertThat(a.state()).isNull();
    assertThat(RingStore.proposal(cluster.node("c").disk).load()).isNotNull();
    assertThat(cluster.held).isEmpty();
  }

  private void startAllAndHold() {
    start("a", "b", "c", "q");
    cluster.rounds(4);
    assertThat(ring("q")).isEqualTo(ring("a"));
  }

  private void start(String... names) {
    for (String name : names) {
      cluster.node(name).start();
    }
  }

  private Ring ring(String name) {
    return Objects.requireNonNull(cluster.node(name).ring(), cluster.node(name).reason());
  }

  private String id(String name) {
    return Objects.requireNonNull(cluster.node(name).identity).id();
  }

  private static void assertAllHoldOneRing(SimulatedCluster cluster) {
    for (SimulatedCluster.Node node : cluster.all()) {
      if (node.state() != null) {
        assertThat(node.state()).as(node.reason()).isEqualTo(RingBootstrap.State.HOLDING);
      }
    }
    assertThat(
            cluster.all().stream()
                .map(SimulatedCluster.Node::ring)
                .filter(Objects::nonNull)
                .distinct())
        .hasSize(1);
  }
}
