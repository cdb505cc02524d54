package io.carillon.common.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.hazelcast.config.Config;
import com.hazelcast.config.MemberAttributeConfig;
import com.hazelcast.core.Hazelcast;
import com.hazelcast.core.HazelcastInstance;
import io.carillon.common.net.HostPort;
import io.carillon.common.ring.RingSettings;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Real Hazelcast on the loopback interface, without anything of ours around it. */
class HazelcastConfigsTest {
  private static final Duration PATIENCE = Duration.ofSeconds(40);

  private final List<Config> configs = new ArrayList<>();
  private final List<HazelcastInstance> instances = new ArrayList<>();

  @AfterEach
  void stop() {
    instances.parallelStream().forEach(HazelcastInstance::shutdown);
  }

  /**
   * A side of a split that has several members tells all of them to go over, by operations that one
   * member alone never sends.
   */
  @Test
  void twoPartsOfSeveralMembersMerge() {
    List<HostPort> two = List.of(TestNode.freePort(), TestNode.freePort());
    List<HostPort> three = List.of(TestNode.freePort(), TestNode.freePort(), TestNode.freePort());
    two.forEach(address -> start(address, two));
    three.forEach(address -> start(address, three));
    assertThat(instances).extracting(HazelcastConfigsTest::size).containsExactly(2, 2, 3, 3, 3);

    List<HostPort> all = Stream.concat(two.stream(), three.stream()).toList();
    configs.forEach(config -> HazelcastConfigs.joinWith(config.getNetworkConfig(), all));

    await("one cluster")
        .atMost(PATIENCE)
        .until(() -> instances.stream().allMatch(instance -> size(instance) == 5));
  }

  private void start(HostPort address, List<HostPort> join) {
    ClusterSettings settings =
        new ClusterSettings(address, join, Set.of(Role.INGESTER), "", RingSettings.UNSET);
    Config config = HazelcastConfigs.of(settings, new MemberAttributeConfig(), _ -> {});
    configs.add(config);
    instances.add(Hazelcast.newHazelcastInstance(config));
  }

  private static int size(HazelcastInstance instance) {
    return instance.getCluster().getMembers().size();
  }
}
