package io.carillon.distributor.route;

import static org.assertj.core.api.Assertions.assertThat;

import io.carillon.common.column.SampleColumn;
import io.carillon.common.labels.LabelHash;
import io.carillon.common.labels.Labels;
import io.carillon.common.ring.Ring;
import io.carillon.common.store.Exemplar;
import io.carillon.common.store.MetricMetadata;
import io.carillon.common.store.SeriesExemplars;
import io.carillon.common.store.SeriesSamples;
import io.carillon.common.tenant.TenantId;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class RouterTest {
  private static final TenantId TENANT = new TenantId("t1");

  @Test
  void eachSeriesGoesToAllReplicasOfItsPartitionAndNowhereElse() {
    Random random = new Random(3);
    for (int round = 0; round < 50; round++) {
      int replicationFactor = List.of(1, 3, 5).get(random.nextInt(3));
      int instances = replicationFactor + random.nextInt(4);
      Ring ring = TestingRings.random(random, 9, instances, replicationFactor, 16);
      HashedWrite write =
          HashedWrite.of(
              TENANT, series(random.nextInt(60)), exemplars(random.nextInt(20)), metadata(5));
      assertRouted(write, Router.route(write, ring));
    }
  }

  @Test
  void replicasOfOneGroupShareTheBatch() {
    HashedWrite write = HashedWrite.of(TENANT, series(20), List.of());
    RoutedWrite routed = Router.route(write, TestingRings.of(1, 3, 3, 64));
    assertThat(routed.batches()).hasSize(3);
    assertThat(routed.batches())
        .allSatisfy(
            batch -> assertThat(batch.content()).isSameAs(routed.batches().getFirst().content()));
    assertThat(routed.batches().getFirst().content().sizeBytes())
        .isGreaterThan(20 * 16)
        .isLessThan(20 * 1000);
  }

  @Test
  void unitesSeriesThatComeTwice() {
    List<SeriesSamples> series = new ArrayList<>(series(3));
    series.add(new SeriesSamples(series.get(1).labels(), floats(0, 9, 5, 7)));

    HashedWrite write = HashedWrite.of(TENANT, series, List.of());

    assertThat(write.series()).hasSize(3);
    SampleColumn united = write.series().get(1).samples();
    assertThat(united.timestampsMs()).containsExactly(0, 5);
    assertThat(united.values()).containsExactly(9, 7);
    assertThat(write.hashes()).hasSize(3);
  }

  @Test
  void describesPartitionsAsRanges() {
    HashedWrite write = HashedWrite.of(TENANT, series(300), List.of());
    Ring ring = TestingRings.of(1, 3, 3, 8);
    assertThat(Router.route(write, ring).groups().getFirst().describePartitions()).isEqualTo("0-7");
    GroupShare every = Router.route(write, TestingRings.of(1, 5, 3, 128)).groups().getFirst();
    assertThat(every.describePartitions()).matches("(\\d+, ){7}\\d+ and \\d+ more");
  }

  @Test
  void anEmptyRequestGoesNowhere() {
    HashedWrite write = HashedWrite.of(TENANT, List.of(), List.of());
    assertThat(write.isEmpty()).isTrue();
    assertThat(Router.route(write, TestingRings.of(1, 3, 3, 8)).batches()).isEmpty();
  }

  private static void assertRouted(HashedWrite write, RoutedWrite routed) {
    Ring ring = routed.ring();
    LabelHash hasher = new LabelHash();
    Set<String> instances = new HashSet<>();
    for (ReplicaBatch batch : routed.batches()) {
      assertThat(instances.add(batch.instanceId())).isTrue();
      BatchContent content = batch.content();
      assertThat(content.batch().ringEpoch()).isEqualTo(9);
      assertThat(content.batch().tenant()).isEqualTo(TENANT);
      for (int i = 0; i < content.seriesIndexes().length; i++) {
        int index = content.seriesIndexes()[i];
        assertThat(content.batch().series().get(i)).isSameAs(write.series().get(index));
        assertThat(content.groupIndexes()).contains(routed.groupOfSeries()[index]);
      }
    }
    for (SeriesSamples series : write.series()) {
      long hash = hasher.hash(TENANT, series.labels());
      assertThat(holders(routed, series))
          .containsExactlyInAnyOrderElementsOf(ring.group(ring.partition(hash)).instanceIds());
    }
    for (SeriesExemplars each : write.exemplars()) {
      long hash = hasher.hash(TENANT, each.series());
      List<String> holders =
          routed.batches().stream()
              .filter(batch -> batch.content().batch().exemplars().contains(each))
              .map(ReplicaBatch::instanceId)
              .toList();
      assertThat(holders)
          .containsExactlyInAnyOrderElementsOf(ring.group(ring.partition(hash)).instanceIds());
    }
    for (MetricMetadata entry : write.metadata()) {
      long hash = hasher.hash(TENANT, Labels.of("__name__", entry.metricFamilyName()));
      List<String> holders =
          routed.batches().stream()
              .filter(batch -> batch.content().batch().metadata().contains(entry))
              .map(ReplicaBatch::instanceId)
              .toList();
      assertThat(holders)
          .containsExactlyInAnyOrderElementsOf(ring.group(ring.partition(hash)).instanceIds());
    }
  }

  private static List<String> holders(RoutedWrite routed, SeriesSamples series) {
    return routed.batches().stream()
        .filter(batch -> batch.content().batch().series().contains(series))
        .map(ReplicaBatch::instanceId)
        .toList();
  }

  private static List<SeriesSamples> series(int count) {
    List<SeriesSamples> series = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      series.add(new SeriesSamples(Labels.of("__name__", "m", "i", "n" + i), floats(0, i)));
    }
    return series;
  }

  /** Some of series that have samples, some of others. */
  private static List<SeriesExemplars> exemplars(int count) {
    List<SeriesExemplars> exemplars = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      exemplars.add(
          new SeriesExemplars(
              Labels.of("__name__", "m", "i", "n" + 7 * i),
              List.of(new Exemplar(Labels.of("trace_id", "t" + i), i, i))));
    }
    return exemplars;
  }

  private static List<MetricMetadata> metadata(int count) {
    List<MetricMetadata> metadata = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      metadata.add(new MetricMetadata("family" + i, "gauge", "", ""));
    }
    return metadata;
  }

  /** Times and values in turn. */
  private static SampleColumn floats(double... timesAndValues) {
    long[] times = new long[timesAndValues.length / 2];
    double[] values = new double[times.length];
    for (int i = 0; i < times.length; i++) {
      times[i] = (long) timesAndValues[2 * i];
      values[i] = timesAndValues[2 * i + 1];
    }
    return SampleColumn.floats(times, values);
  }
}
