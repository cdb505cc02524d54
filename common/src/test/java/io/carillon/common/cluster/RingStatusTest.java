package io.carillon.common.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.carillon.common.http.Endpoint;
import io.carillon.common.http.HttpAnswer;
import io.carillon.common.http.HttpCall;
import io.carillon.common.net.HostPort;
import io.carillon.common.ring.Instance;
import io.carillon.common.ring.InstanceState;
import io.carillon.common.ring.Ring;
import io.carillon.common.ring.RingPlanner;
import io.carillon.common.tenant.TenantId;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class RingStatusTest {
  private static final Ring RING =
      RingPlanner.create("c", 16, 3, List.of(instance("a"), instance("b"), instance("c")));

  @Test
  void partitionsAreCountedByReachableReplicas() {
    assertCoverage(List.of("a", "b", "c"), 16, 0, 0, 0);
    assertCoverage(List.of("a", "b"), 0, 16, 0, 0);
    assertCoverage(List.of("c"), 0, 0, 16, 0);
    assertCoverage(List.of(), 0, 0, 0, 16);
  }

  @Test
  void whatIsNotCoveredIsNamedAsRanges() {
    List<Instance> six = new ArrayList<>();
    List.of("a", "b", "c", "d", "e", "f").forEach(id -> six.add(instance(id)));
    Ring ring = RingPlanner.create("c", 16, 3, six);
    List<String> lost = ring.group(3).instanceIds().subList(0, 2);
    List<ClusterMember> left =
        six.stream().map(Instance::id).filter(id -> !lost.contains(id)).map(this::member).toList();
    RingStatus.Coverage coverage = RingStatus.of(ring, left, null).coverage();

    assertThat(coverage.belowQuorum()).isEqualTo(8);
    assertThat(coverage.full()).isEqualTo(8);
    assertThat(coverage.belowQuorumRanges())
        .singleElement()
        .satisfies(range -> assertThat(range.last() - range.first()).isEqualTo(7));
  }

  @Test
  void anIngesterOutsideTheRingIsNamedWithTheReason() {
    RingStatus status = RingStatus.of(RING, List.of(member("a"), member("late")), null);

    assertThat(status.membersNotInRing())
        .singleElement()
        .satisfies(
            m -> {
              assertThat(m.id()).isEqualTo("late");
              assertThat(m.note()).contains("no partitions");
            });
    assertThat(status.instances().getFirst())
        .isEqualTo(
            new RingStatus.InstanceStatus(
                "a", "", "ACTIVE", 100, true, "ff", "a:9202", "a:9201", 16));
  }

  @Test
  void theEndpointAnswersInPrometheusEnvelope() throws IOException {
    JsonNode noRing = get(() -> RingStatus.of(null, List.of(), "waiting for c"));
    assertThat(noRing.path("status").asText()).isEqualTo("success");
    assertThat(noRing.path("data").path("notReadyReason").asText()).isEqualTo("waiting for c");

    JsonNode data = get(() -> RingStatus.of(RING, List.of(member("a")), null)).path("data");
    assertThat(data.path("epoch").asLong()).isEqualTo(1);
    assertThat(data.path("coverage").path("belowQuorum").asInt()).isEqualTo(16);
    assertThat(data.path("instances").path(0).path("isReachable").asBoolean()).isTrue();
    assertThat(data.path("groups").path(0).path("instances")).hasSize(3);
  }

  @Test
  void metricsShowTheSame() {
    PrometheusRegistry registry = new PrometheusRegistry();
    RingMetrics.register(registry, () -> RingStatus.of(RING, List.of(member("a")), null));

    assertThat(gauge(registry, "carillon_ring_epoch")).containsExactly(1.0);
    assertThat(gauge(registry, "carillon_ring_instances")).containsExactlyInAnyOrder(1.0, 2.0);
    assertThat(gauge(registry, "carillon_ring_partitions"))
        .containsExactlyInAnyOrder(0.0, 0.0, 16.0, 0.0);
  }

  @Test
  void addressesOutliveTheirMembers() {
    MemberAddressBook book = new MemberAddressBook();
    book.update(List.of(member("a"), member("b")));
    book.update(List.of(member("b")));

    assertThat(book.grpcAddress("a")).isEqualTo(new HostPort("a", 9202));
    assertThat(book.grpcAddress("c")).isNull();
  }

  private void assertCoverage(
      List<String> reachable, int full, int atQuorum, int belowQuorum, int missing) {
    List<ClusterMember> members = reachable.stream().map(this::member).toList();
    RingStatus.Coverage coverage = RingStatus.of(RING, members, null).coverage();
    assertThat(
            List.of(
                coverage.full(), coverage.atQuorum(), coverage.belowQuorum(), coverage.missing()))
        .containsExactly(full, atQuorum, belowQuorum, missing);
  }

  private static List<Double> gauge(PrometheusRegistry registry, String name) {
    for (MetricSnapshot snapshot : registry.scrape(name::equals)) {
      if (snapshot instanceof GaugeSnapshot gauge) {
        return gauge.getDataPoints().stream()
            .map(GaugeSnapshot.GaugeDataPointSnapshot::getValue)
            .toList();
      }
    }
    return List.of();
  }

  private static JsonNode get(Supplier<RingStatus> status) throws IOException {
    Endpoint endpoint = new RingStatusApi(status).endpoints().getFirst();
    assertThat(endpoint.path()).isEqualTo("/api/v1/status/ring");
    HttpAnswer answer = endpoint.handler().handle(new NoParameters());
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    answer.body().writeTo(out);
    return new ObjectMapper().readTree(out.toByteArray());
  }

  private static Instance instance(String id) {
    return new Instance(id, "", InstanceState.ACTIVE, Instance.DEFAULT_WEIGHT);
  }

  private ClusterMember member(String id) {
    HostPort cluster = new HostPort(id, 5701);
    return new ClusterMember(
        id,
        255,
        Set.of(Role.INGESTER),
        "",
        cluster,
        cluster,
        new HostPort(id, 9202),
        new HostPort(id, 9201),
        "c",
        false);
  }

  private static final class NoParameters implements HttpCall {
    @Override
    public String method() {
      return "GET";
    }

    @Override
    public String pathParam(String name) {
      return "";
    }

    @Override
    public @Nullable String param(String name) {
      return null;
    }

    @Override
    public List<String> params(String name) {
      return List.of();
    }

    @Override
    public @Nullable String header(String name) {
      return null;
    }

    @Override
    public byte[] body() {
      return new byte[0];
    }

    @Override
    public TenantId tenant() {
      throw new UnsupportedOperationException("not asked for");
    }
  }
}
