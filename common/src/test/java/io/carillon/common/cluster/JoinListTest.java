package io.carillon.common.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.carillon.common.error.CarillonException;
import io.carillon.common.net.HostPort;
import io.carillon.common.ring.RingSettings;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class JoinListTest {
  @Test
  void theLowestIsTheSameForEveryOrderOfTheList() {
    HostPort first = new HostPort("10.0.0.1", 5701);
    HostPort second = new HostPort("10.0.0.1", 15701);
    HostPort third = new HostPort("10.0.0.2", 80);

    assertThat(new JoinList(List.of(third, second, first, third)).addresses())
        .containsExactly(first, second, third);
  }

  @Test
  void aMemberIsFoundByItsNameItsAddressOrWhatTheNameResolvesTo() {
    HostPort bound = new HostPort("127.0.0.1", 5701);
    ClusterMember member = member(new HostPort("node-a", 5701), bound);

    assertThat(entry("node-a:5701", member)).isEqualTo(new HostPort("node-a", 5701));
    assertThat(entry("127.0.0.1:5701", member)).isEqualTo(bound);
    assertThat(entry("localhost:5701", member)).isEqualTo(new HostPort("localhost", 5701));
    assertThat(entry("localhost:5702", member)).isNull();
    assertThat(entry("10.0.0.1:5701", member)).isNull();
    assertThat(new JoinList(List.of(bound, new HostPort("10.0.0.1", 1))).missing(List.of(member)))
        .containsExactly(new HostPort("10.0.0.1", 1));
  }

  @Test
  void rolesSurviveTheirText() {
    assertThat(Role.toText(Set.of(Role.QUERIER, Role.DISTRIBUTOR)))
        .isEqualTo("distributor,querier");
    assertThat(Role.fromText("querier,ingester,ruler"))
        .containsExactlyInAnyOrder(Role.INGESTER, Role.QUERIER);
    assertThat(Role.fromText("")).isEmpty();
  }

  @Test
  void serversThatListenEverywhereAreReachedAtTheClusterAddress() {
    HostPort address = new HostPort("10.0.0.1", 5701);
    ClusterSettings settings =
        new ClusterSettings(
            address, List.of(address), Set.of(Role.INGESTER), "", RingSettings.UNSET);

    assertThat(settings.reachable(new HostPort("0.0.0.0", 9202)))
        .isEqualTo(new HostPort("10.0.0.1", 9202));
    assertThat(settings.reachable(new HostPort("10.0.0.9", 9202)))
        .isEqualTo(new HostPort("10.0.0.9", 9202));
  }

  @Test
  void anEmptyListIsRefused() {
    assertThatThrownBy(
            () ->
                new ClusterSettings(
                    new HostPort("10.0.0.1", 5701),
                    List.of(),
                    Set.of(Role.INGESTER),
                    "",
                    RingSettings.UNSET))
        .isInstanceOf(CarillonException.class)
        .hasMessageContaining("--join");
  }

  private static @Nullable HostPort entry(String join, ClusterMember member) {
    return new JoinList(List.of(HostPort.parse("--join", join))).entryOf(member);
  }

  private static ClusterMember member(HostPort address, HostPort bound) {
    return new ClusterMember(
        "i", 1, Set.of(Role.INGESTER), "", address, bound, address, address, "", false);
  }
}
