package io.carillon.querier.fanout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.carillon.common.column.SampleColumn;
import io.carillon.common.error.CarillonException;
import io.carillon.common.error.ErrorCode;
import io.carillon.common.labels.Labels;
import io.carillon.common.store.MetadataRequest;
import io.carillon.common.store.MetricMetadata;
import io.carillon.common.tenant.TenantId;
import io.carillon.querier.fanout.TestingReplica.Fault;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
final class FanoutLabelsTest {
  private static final Labels UP_A = Labels.of("__name__", "up", "job", "a");
  private static final Labels UP_B = Labels.of("__name__", "up", "job", "b");
  private static final Labels DOWN = Labels.of("__name__", "down", "zone", "\uff5e");

  private final TestingCluster cluster =
      new TestingCluster(TestingCluster.ring(1, 3, "abc", "bcd", "cda", "dab"));

  @BeforeEach
  void fill() {
    SampleColumn samples = SampleColumn.floats(new long[] {1}, new double[] {1});
    for (Labels labels : List.of(UP_A, UP_B, DOWN)) {
      cluster.put(labels, samples);
    }
  }

  @Test
  void unitesNamesValuesAndSeries() {
    var request = TestingCluster.labelsRequest(0);
    assertThat(cluster.source.labelNames(request).values())
        .containsExactly("__name__", "job", "zone");
    assertThat(cluster.source.labelValues("job", request).values()).containsExactly("a", "b");
    assertThat(cluster.source.series(request).series()).containsExactly(DOWN, UP_A, UP_B);
    assertThat(cluster.source.series(request).trailer().instanceId()).isEmpty();
    assertThat(cluster.source.series(request).trailer().ringEpoch()).isEqualTo(1);
  }

  @Test
  void limitsTheUnion() {
    var request = TestingCluster.labelsRequest(2);
    assertThat(cluster.source.labelNames(request).values()).containsExactly("__name__", "job");
    assertThat(cluster.source.series(request).series()).containsExactly(DOWN, UP_A);
  }

  @Test
  void survivesOneFaultOfEachKind() {
    for (Fault fault : List.of(Fault.FAIL, Fault.HANG, Fault.TOO_LARGE)) {
      cluster.replica("b").fault = fault;
      assertThat(cluster.source.labelNames(TestingCluster.labelsRequest(0)).values()).hasSize(3);
    }
  }

  @Test
  void failsWithoutQuorum() {
    cluster.replica("b").fault = Fault.FAIL;
    cluster.replica("c").fault = Fault.FAIL;
    assertThatThrownBy(() -> cluster.source.labelNames(TestingCluster.labelsRequest(0)))
        .isInstanceOfSatisfying(
            CarillonException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.UNAVAILABLE))
        .hasMessageContaining("partitions 0-7, 8 of 16");
  }

  @Test
  void asksAgainUnderANewerRing() {
    cluster.replica("d").ring = TestingCluster.ring(7, 3, "abc");
    assertThat(cluster.source.labelNames(TestingCluster.labelsRequest(0)).trailer().ringEpoch())
        .isEqualTo(7);
    assertThat(cluster.replica("a").calls).hasValue(2);
    assertThat(cluster.replica("d").calls).hasValue(1);
  }

  @Test
  void unitesMetadata() {
    MetricMetadata counter = new MetricMetadata("up", "counter", "help", "");
    MetricMetadata gauge = new MetricMetadata("up", "gauge", "help", "");
    MetricMetadata other = new MetricMetadata("a", "gauge", "", "s");
    cluster.replica("a").metadata.addAll(List.of(counter));
    cluster.replica("b").metadata.addAll(List.of(other, gauge));
    cluster.replica("c").metadata.addAll(List.of(counter));
    assertThat(cluster.source.metadata(new MetadataRequest(TenantId.ANONYMOUS, 0, "")).metadata())
        .containsExactly(other, counter, gauge);
  }
}
