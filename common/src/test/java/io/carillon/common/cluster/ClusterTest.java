package io.carillon.common.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.carillon.common.net.HostPort;
import io.carillon.common.ring.Instance;
import io.carillon.common.ring.Ring;
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

  private TestNode start(String name, HostPort address, List<HostPort> join, Set<Role> roles) {
    TestNode node = TestNode.start(dir.resolve(name), address, join, roles);
    nodes.add(node);
    return node;
  }
}
