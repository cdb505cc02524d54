package io.carillon.distributor;

import static io.carillon.distributor.receive.WriteRequests.compress;
import static io.carillon.distributor.receive.WriteRequests.series;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import io.carillon.common.column.SampleColumn;
import io.carillon.common.error.CarillonException;
import io.carillon.common.error.ErrorCode;
import io.carillon.common.http.Endpoint;
import io.carillon.common.http.HttpAnswer;
import io.carillon.common.labels.Labels;
import io.carillon.common.store.MetricMetadata;
import io.carillon.common.store.PushAck;
import io.carillon.common.store.PushBatch;
import io.carillon.common.store.Rejection;
import io.carillon.common.store.SeriesExemplars;
import io.carillon.common.store.SeriesSamples;
import io.carillon.common.tenant.TenantId;
import io.carillon.common.time.MonotonicClock;
import io.carillon.distributor.receive.WriteRequests;
import io.carillon.distributor.replicate.TestingReplicas;
import io.carillon.distributor.replicate.TestingRingView;
import io.carillon.distributor.route.TestingRings;
import io.carillon.distributor.validate.ValidationLimits;
import io.carillon.proto.prometheus.v1.Exemplar;
import io.carillon.proto.prometheus.v1.WriteRequest;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(10)
final class DistributorTest {
  private static final long NOW_MS = 1_700_000_000_000L;
  private static final List<String> ALL = List.of("i0", "i1", "i2");
  private static final Map<String, String> HEADERS =
      Map.of("Content-Type", "application/x-protobuf", "Content-Encoding", "snappy");

  private final TestingReplicas replicas = new TestingReplicas();
  private final PrometheusRegistry registry = new PrometheusRegistry();
  private final Distributor distributor =
      distributor(
          new DistributorConfig(
              1 << 20, 1 << 20, ValidationLimits.DEFAULT, 5_000, 4 << 20, 4 << 20));

  @Test
  void offersTheSameUnderBothPaths() {
    assertThat(distributor.endpoints())
        .extracting(Endpoint::path)
        .containsExactly("/api/v1/write", "/api/v1/push");
    assertThat(distributor.endpoints())
        .allSatisfy(
            endpoint -> {
              assertThat(endpoint.methods()).isEqualTo(Set.of("POST"));
              assertThat(endpoint.maxBodyBytes()).isEqualTo(1 << 20);
            });
  }

  @Test
  void answersNoContentWhenAllIsDurable() {
    HttpAnswer answer = post(compress(twoSeries()), HEADERS);
    assertThat(answer.status()).isEqualTo(204);
    assertThat(text(answer)).isEmpty();
    for (String id : ALL) {
      assertThat(replicas.durableSeries(id))
          .containsExactlyInAnyOrder(Labels.of("__name__", "a"), Labels.of("__name__", "b"));
      assertThat(replicas.durable(id).getFirst().tenant()).isEqualTo(TenantId.ANONYMOUS);
    }
    assertThat(counter("carillon_distributor_samples_accepted", Map.of())).isEqualTo(2);
    assertThat(counter("carillon_distributor_writes", Map.of("outcome", "complete"))).isEqualTo(1);
    assertThat(inFlightBytes()).isZero();
  }

  @Test
  void takesMissingHeadersForRemoteWriteOneAndRefusesOthers() {
    assertThat(post(compress(twoSeries()), Map.of()).status()).isEqualTo(204);
    HttpAnswer answer = post(compress(twoSeries()), Map.of("Content-Encoding", "zstd"));
    assertThat(answer.status()).isEqualTo(415);
    assertThat(text(answer)).contains("expected snappy (remote write 1.0), got zstd");
    assertThat(answer.headers()).containsEntry("Content-Type", "text/plain; charset=utf-8");
  }

  @Test
  void storesForTheTenantOfTheCall() {
    post(compress(twoSeries()), Map.of(TenantId.HEADER, "team-a"));
    assertThat(replicas.durable("i0").getFirst().tenant()).isEqualTo(new TenantId("team-a"));
    HttpAnswer answer = post(compress(twoSeries()), Map.of(TenantId.HEADER, "no/slash"));
    assertThat(answer.status()).isEqualTo(400);
    assertThat(text(answer)).contains("invalid tenant id in header X-Scope-OrgID");
  }

  @Test
  void reportsBadSeriesAndStoresTheirNeighbours() {
    WriteRequest request =
        WriteRequests.of(
            series(NOW_MS, 1, "__name__", "a"),
            series(NOW_MS, 1, "__name__", "m", "x", "1", "x", "2"),
            series(NOW_MS + 600_001, 1, "__name__", "future"),
            series(NOW_MS, 1, "no", "name"),
            series(NOW_MS, 1, "z", "unsorted", "__name__", "b"));

    HttpAnswer answer = post(compress(request), HEADERS);

    assertThat(answer.status()).isEqualTo(400);
    assertThat(text(answer).lines())
        .satisfiesExactly(
            line -> assertThat(line).startsWith("3 of 5 samples were rejected"),
            line -> assertThat(line).contains("label name \"x\" comes more than once"),
            line -> assertThat(line).contains("{__name__=\"future\"}", "setting max-future"),
            line -> assertThat(line).contains("{no=\"name\"}", "expected a metric name"));
    assertThat(answer.headers()).doesNotContainKey("Retry-After");
    assertThat(replicas.durableSeries("i1"))
        .containsExactlyInAnyOrder(
            Labels.of("__name__", "a"), Labels.of("__name__", "b", "z", "unsorted"));
    assertThat(
            counter("carillon_distributor_samples_rejected", Map.of("reason", "future_timestamp")))
        .isEqualTo(1);
  }

  @Test
  void missingQuorumOutweighsBadSeries() {
    replicas.forget("i0");
    replicas.forget("i1");
    WriteRequest request =
        WriteRequests.of(series(NOW_MS, 1, "__name__", "a"), series(NOW_MS, 1, "no", "name"));
    HttpAnswer answer = post(compress(request), HEADERS);
    assertThat(answer.status()).isEqualTo(503);
    assertThat(text(answer)).contains("1 of 1 partitions", "i0: UNAVAILABLE");
    assertThat(counter("carillon_distributor_samples_accepted", Map.of())).isZero();
  }

  @Test
  void asksSendersToComeBackAfterOneToFiveSeconds() {
    ALL.forEach(id -> replicas.set(id, TestingReplicas.failing(ErrorCode.STORAGE_FULL, "full")));
    for (int i = 0; i < 12; i++) {
      HttpAnswer answer = post(compress(twoSeries()), HEADERS);
      assertThat(answer.status()).isEqualTo(503);
      assertThat(Integer.parseInt(answer.headers().getOrDefault("Retry-After", "0")))
          .isBetween(1, 5);
    }
    assertThat(counter("carillon_distributor_writes", Map.of("outcome", "storage_full")))
        .isEqualTo(12);
  }

  @Test
  void tellsWhatIngestersRefuse() {
    for (String id : ALL) {
      replicas.set(
          id,
          batch ->
              replicas.storeBut(
                  id,
                  batch,
                  List.of(new Rejection(indexOf(batch, "b"), ErrorCode.BAD_DATA, "old"))));
    }
    HttpAnswer answer = post(compress(twoSeries()), HEADERS);
    assertThat(answer.status()).isEqualTo(400);
    assertThat(text(answer))
        .startsWith("1 of 2 samples were rejected")
        .contains("series {__name__=\"b\"}: old");
  }

  @Test
  void refusesDamagedBodiesAsAWhole() {
    byte[] body = compress(twoSeries());
    HttpAnswer truncated = post(Arrays.copyOf(body, body.length - 1), HEADERS);
    assertThat(truncated.status()).isEqualTo(400);
    assertThat(text(truncated)).contains("snappy block format");
    HttpAnswer noSnappy = post(twoSeries().toByteArray(), HEADERS);
    assertThat(noSnappy.status()).isEqualTo(400);
    HttpAnswer noMessage = post(compress(new byte[] {1, 2, 3, 4}), HEADERS);
    assertThat(noMessage.status()).isEqualTo(400);
    assertThat(text(noMessage)).contains("no prometheus.WriteRequest");
    assertThat(post(new byte[0], HEADERS).status()).isEqualTo(400);
    assertThat(replicas.durable("i0")).isEmpty();
  }

  @Test
  void refusesBodiesThatAreTooLargeWhenDecoded() {
    HttpAnswer answer = post(compress(new byte[(1 << 20) + 1]), HEADERS);
    assertThat(answer.status()).isEqualTo(413);
    assertThat(text(answer)).contains("1048577", "max-write-decoded-bytes");
  }

  @Test
  void anEmptyRequestIsFine() {
    assertThat(post(compress(new byte[0]), HEADERS).status()).isEqualTo(204);
    assertThat(replicas.durable("i0")).isEmpty();
  }

  @Test
  void storesExemplarsAndTakesSeriesOfNothingElse() {
    Exemplar.Builder bad = Exemplar.newBuilder().setValue(3).setTimestamp(NOW_MS + 3_600_000);
    WriteRequest request =
        WriteRequests.of(
            series("__name__", "m").addExemplars(Exemplar.newBuilder().setValue(2)),
            series(NOW_MS, 1, "__name__", "n").addExemplars(bad),
            series("__name__", "m")
                .addExemplars(Exemplar.newBuilder().setValue(1))
                .addExemplars(Exemplar.newBuilder().setValue(2)));
    assertThat(post(compress(request), HEADERS).status()).isEqualTo(204);
    for (String id : ALL) {
      assertThat(replicas.durable(id).stream().flatMap(batch -> batch.exemplars().stream()))
          .containsExactly(
              new SeriesExemplars(
                  Labels.of("__name__", "m"),
                  List.of(
                      new io.carillon.common.store.Exemplar(Labels.EMPTY, 1, 0),
                      new io.carillon.common.store.Exemplar(Labels.EMPTY, 2, 0))));
      assertThat(replicas.durableSeries(id)).containsExactly(Labels.of("__name__", "n"));
    }
    assertThat(counter("carillon_distributor_exemplars_received", Map.of())).isEqualTo(4);
    assertThat(counter("carillon_distributor_exemplars_accepted", Map.of())).isEqualTo(3);
    assertThat(
            counter(
                "carillon_distributor_exemplars_rejected", Map.of("reason", "future_timestamp")))
        .isEqualTo(1);
  }

  @Test
  void exemplarsAloneNeedTheirQuorumToo() {
    replicas.forget("i0");
    replicas.forget("i1");
    WriteRequest request =
        WriteRequests.of(series("__name__", "m").addExemplars(Exemplar.newBuilder().setValue(1)));
    assertThat(post(compress(request), HEADERS).status()).isEqualTo(503);
    assertThat(counter("carillon_distributor_exemplars_accepted", Map.of())).isZero();
  }

  @Test
  void boundsTheBytesInWork() {
    Distributor small =
        distributor(
            new DistributorConfig(1 << 20, 1 << 20, ValidationLimits.DEFAULT, 5_000, 1, 4 << 20));
    CompletableFuture<PushAck> ack = new CompletableFuture<>();
    ALL.forEach(id -> replicas.set(id, _ -> ack));
    byte[] body = compress(twoSeries());
    CompletableFuture<Integer> first = new CompletableFuture<>();
    Thread.startVirtualThread(() -> first.complete(post(small, body, HEADERS).status()));
    await().until(() -> inFlightBytes() > 0);

    HttpAnswer second = post(small, body, HEADERS);

    assertThat(second.status()).isEqualTo(503);
    assertThat(second.headers()).containsKey("Retry-After");
    assertThat(text(second)).contains("max-write-in-flight-bytes");
    ack.complete(new PushAck.Durable(List.of()));
    assertThat(first.join()).isEqualTo(204);
    assertThat(post(small, body, HEADERS).status()).isEqualTo(204);
  }

  @Test
  void writesSamplesOfThisProcess() {
    SampleColumn samples = SampleColumn.floats(new long[] {NOW_MS, 5}, new double[] {1, 2});
    WriteOutcome outcome =
        distributor.write(
            TenantId.ANONYMOUS,
            List.of(
                new SeriesSamples(Labels.of("__name__", "up"), samples),
                new SeriesSamples(Labels.of("job", "x"), samples)),
            List.of(new MetricMetadata("up", "gauge", "", "")));
    assertThat(outcome.receivedSamples()).isEqualTo(4);
    assertThat(outcome.rejectedSamples()).isEqualTo(2);
    assertThat(outcome.reasons()).hasSize(1);
    PushBatch stored = replicas.durable("i2").getFirst();
    assertThat(stored.series().getFirst().samples().timestampsMs()).containsExactly(5, NOW_MS);
    ALL.forEach(replicas::forget);
    assertThatExceptionOfType(CarillonException.class)
        .isThrownBy(
            () ->
                distributor.write(
                    TenantId.ANONYMOUS,
                    List.of(new SeriesSamples(Labels.of("__name__", "up"), samples)),
                    List.of()))
        .extracting(CarillonException::code)
        .isEqualTo(ErrorCode.UNAVAILABLE);
  }

  @Test
  void theDefaultsAreWhatTheDocumentsSay() {
    assertThat(DistributorConfig.DEFAULT)
        .isEqualTo(
            new DistributorConfig(
                16 << 20,
                32 << 20,
                new ValidationLimits(64, 1024, 2048, 600_000),
                10_000,
                128 << 20,
                64 << 20));
  }

  private Distributor distributor(DistributorConfig config) {
    registry.clear();
    return new Distributor(
        config,
        new TestingRingView(TestingRings.of(1, 3, 3, 64)),
        replicas,
        () -> Instant.ofEpochMilli(NOW_MS),
        MonotonicClock.system(),
        registry);
  }

  private HttpAnswer post(byte[] body, Map<String, String> headers) {
    return post(distributor, body, headers);
  }

  private static HttpAnswer post(Distributor to, byte[] body, Map<String, String> headers) {
    return to.endpoints().getFirst().handler().handle(new TestingCall(body, headers));
  }

  private static String text(HttpAnswer answer) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try {
      answer.body().writeTo(out);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
    return out.toString(StandardCharsets.UTF_8);
  }

  private static WriteRequest twoSeries() {
    return WriteRequests.of(series(NOW_MS, 1, "__name__", "a"), series(NOW_MS, 2, "__name__", "b"));
  }

  private static int indexOf(PushBatch batch, String metricName) {
    return batch.series().stream()
        .map(each -> each.labels().metricName())
        .toList()
        .indexOf(metricName);
  }

  private double inFlightBytes() {
    return registry
        .scrape(name -> name.equals("carillon_distributor_write_in_flight_bytes"))
        .stream()
        .flatMap(snapshot -> ((GaugeSnapshot) snapshot).getDataPoints().stream())
        .mapToDouble(GaugeSnapshot.GaugeDataPointSnapshot::getValue)
        .sum();
  }

  private double counter(String name, Map<String, String> labels) {
    return registry.scrape(name::equals).stream()
        .flatMap(snapshot -> ((CounterSnapshot) snapshot).getDataPoints().stream())
        .filter(
            point ->
                labels.entrySet().stream()
                    .allMatch(
                        label -> label.getValue().equals(point.getLabels().get(label.getKey()))))
        .mapToDouble(CounterSnapshot.CounterDataPointSnapshot::getValue)
        .sum();
  }
}
