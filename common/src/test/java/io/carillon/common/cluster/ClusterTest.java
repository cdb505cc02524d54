package io.carillon.common.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.carillon.common.error.CarillonException;
import io.carillon.common.error.ErrorCode;
import io.carillon.common.net.HostPort;
import io.carillon.common.ring.Instance;
import io.carillon.common.ring.InstanceState;
import io.carillon.common.ring.Ring;
import io.carillon.common.ring.RingPlanner;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Real Hazelcast and gRPC on the loopback interface. */
class ClusterTest {
  private static final Set<Role> INGESTER = Set.of(Role.INGESTER, Role.DISTRIBUTOR);
  private static final Set<Role> QUERIER = Set.of(Role.QUERIER);
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  @TempDir private Path dir;
  private final List<TestNode> nodes = new ArrayList<>();

  @AfterEach
  void stop() {
    nodes.parallelStream().forEach(TestNode::close);
  }

  @Test
  void threeNodesThatStartTogetherAgreeOnARing() {
    List<HostPort> join = List.of(TestNode.freePort(), TestNode.freePort());
    TestNode a = start("a", join.get(0), join, INGESTER);
    TestNode b = start("b", join.get(1), join, INGESTER);
    TestNode querier = start("q", TestNode.freePort(), join, QUERIER);

    await()
        .atMost(PATIENCE)
        .until(
            () ->
                nodes.stream().allMatch(n -> n.ring() != null && n.cluster.members().size() == 3));

    Ring ring = Objects.requireNonNull(a.ring());
    assertThat(ring.instances().stream().map(Instance::id))
        .containsExactlyInAnyOrder(a.identity.id(), b.identity.id());
    assertThat(b.ring()).isEqualTo(ring);
    assertThat(querier.ring()).isEqualTo(ring);
    assertThat(querier.cluster.notReadyReason()).isNull();
    assertThat(querier.cluster.addressBook().grpcAddress(a.identity.id()))
        .isEqualTo(new HostPort(TestNode.HOST, a.grpcPort()));

    a.close();
    nodes.remove(a);
    await().atMost(PATIENCE).until(() -> querier.cluster.members().size() == 2);
    assertThat(querier.cluster.addressBook().grpcAddress(a.identity.id())).isNotNull();
  }

  @Test
  void aNodeThatFindsNobodyStartsAtOnceAndSaysWhatItWaitsFor() {
    HostPort nobody = TestNode.freePort();
    TestNode querier = start("q", TestNode.freePort(), List.of(nobody), QUERIER);

    await()
        .atMost(PATIENCE)
        .until(() -> String.valueOf(querier.cluster.notReadyReason()).contains("not there"));
    assertThat(querier.cluster.notReadyReason()).contains("--join", nobody.toString());
  }

  @Test
  void aClusterPortInUseIsNamedWithItsFlag() throws IOException {
    try (ServerSocket taken = new ServerSocket()) {
      taken.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
      HostPort address = new HostPort(TestNode.HOST, taken.getLocalPort());

      assertThatThrownBy(() -> start("a", address, List.of(address), INGESTER))
          .isInstanceOf(CarillonException.class)
          .hasMessageContainingAll(address.toString(), "--cluster-address");
    }
  }

  @Test
  void anAddressOfAllInterfacesIsRefused() {
    HostPort everywhere = new HostPort("0.0.0.0", TestNode.freePort().port());

    assertThatThrownBy(() -> start("a", everywhere, List.of(everywhere), INGESTER))
        .isInstanceOf(CarillonException.class)
        .hasMessageContainingAll("--cluster-address", "0.0.0.0", "one interface");
  }

  @Test
  void refusalsTravelOverGrpcWithTheirText() {
    HostPort address = TestNode.freePort();
    TestNode querier = start("q", TestNode.freePort(), List.of(address), QUERIER);
    HostPort grpc = new HostPort(TestNode.HOST, querier.grpcPort());
    Ring ring =
        RingPlanner.create("c", 16, 1, List.of(new Instance("i", "", InstanceState.ACTIVE, 100)));

    try (GrpcRingPeers peers = new GrpcRingPeers(GrpcRingPeers::openPlaintext)) {
      assertThat(peers.describe(grpc).join())
          .isEqualTo(
              new RingPeers.Description(
                  querier.identity.id(), querier.identity.incarnation(), QUERIER, "", null));
      assertThat(peers.announce(grpc, ring).join()).isZero();
      assertThatThrownBy(() -> peers.propose(grpc, ring).join())
          .hasCauseInstanceOf(CarillonException.class)
          .hasMessageContainingAll("no ingester", "--join");
      assertThatThrownBy(() -> peers.describe(address).join())
          .cause()
          .isInstanceOfSatisfying(
              CarillonException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.UNAVAILABLE))
          .hasMessageContaining(address.toString());
    }
  }

  private TestNode start(String name, HostPort address, List<HostPort> join, Set<Role> roles) {
    TestNode node = TestNode.start(dir.resolve(name), address, join, roles);
    nodes.add(node);
    return node;
  }
}
