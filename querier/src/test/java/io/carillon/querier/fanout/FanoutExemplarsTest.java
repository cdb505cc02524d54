package io.carillon.querier.fanout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.carillon.common.error.CarillonException;
import io.carillon.common.error.ErrorCode;
import io.carillon.common.labels.Labels;
import io.carillon.common.store.Exemplar;
import io.carillon.common.store.ExemplarsAnswer;
import io.carillon.common.store.ExemplarsRequest;
import io.carillon.common.store.SeriesExemplars;
import io.carillon.common.store.UnvouchedRange;
import io.carillon.common.tenant.TenantId;
import io.carillon.querier.fanout.TestingReplica.Fault;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
final class FanoutExemplarsTest {
  private static final Labels UP = Labels.of("__name__", "up");
  private static final Labels DOWN = Labels.of("__name__", "down");
  private static final Exemplar EARLY = new Exemplar(Labels.of("trace_id", "1"), 2, 10);
  private static final Exemplar LATE = new Exemplar(Labels.of("trace_id", "2"), 1, 20);
  private static final ExemplarsRequest REQUEST =
      new ExemplarsRequest(TenantId.ANONYMOUS, 0, 0, 100, List.of());

  private final TestingCluster cluster = new TestingCluster(TestingCluster.ring(4, 3, "abc"));

  @BeforeEach
  void fill() {
    cluster.replica("a").exemplars.add(new SeriesExemplars(UP, List.of(LATE)));
    cluster.replica("b").exemplars.add(new SeriesExemplars(DOWN, List.of(LATE)));
    cluster.replica("b").exemplars.add(new SeriesExemplars(UP, List.of(EARLY, LATE)));
    cluster.replica("c").exemplars.add(new SeriesExemplars(UP, List.of(EARLY)));
  }

  @Test
  void unitesReplicasWithEqualOnesOnce() {
    ExemplarsAnswer answer = cluster.source.exemplars(REQUEST);
    assertThat(answer.series())
        .containsExactly(
            new SeriesExemplars(DOWN, List.of(LATE)),
            new SeriesExemplars(UP, List.of(EARLY, LATE)));
    assertThat(answer.trailer().ringEpoch()).isEqualTo(4);
  }

  @Test
  void needsTheReadQuorumAsSeriesDo() {
    cluster.replica("a").fault = Fault.FAIL;
    assertThat(cluster.source.exemplars(REQUEST).series()).hasSize(2);
    cluster.replica("b").unvouched = List.of(new UnvouchedRange(0, 15, 100, 200));
    assertThatThrownBy(() -> cluster.source.exemplars(REQUEST))
        .isInstanceOfSatisfying(
            CarillonException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.UNAVAILABLE));
    cluster.replica("b").unvouched = List.of(new UnvouchedRange(0, 15, 101, 200));
    assertThat(cluster.source.exemplars(REQUEST).series()).hasSize(2);
  }
}
