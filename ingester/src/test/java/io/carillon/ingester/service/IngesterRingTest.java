package io.carillon.ingester.service;

import static io.carillon.ingester.service.TestingNode.NOW_MS;
import static io.carillon.ingester.service.TestingNode.TENANT;
import static io.carillon.ingester.service.TestingNode.series;
import static org.assertj.core.api.Assertions.assertThat;

import io.carillon.common.error.ErrorCode;
import io.carillon.common.labels.LabelHash;
import io.carillon.common.labels.Labels;
import io.carillon.common.ring.Ring;
import io.carillon.common.store.PushAck;
import io.carillon.common.store.PushBatch;
import io.carillon.ingester.file.FaultyFileStore;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What an ingester makes of the ring. */
final class IngesterRingTest {
  private static final Labels UP = Labels.of("__name__", "up", "job", "a");
  private static final PushAck DURABLE = new PushAck.Durable(List.of());

  private final TestingNode node = new TestingNode(new FaultyFileStore());

  @AfterEach
  void close() {
    node.close();
  }

  @Test
  void refusesAWriteOfAnOlderRingForPartitionsOfOthers() {
    Ring ring = TestingRingView.halves(TestingNode.ID, "ingester-2", 7);
    node.ring.set(ring);
    Labels own = labelsIn(ring, 0);
    Labels others = labelsIn(ring, 1);

    assertThat(node.push(series(own, NOW_MS, 1))).isEqualTo(DURABLE);
    PushAck ack = node.push(series(own, NOW_MS + 1, 1), series(others, NOW_MS, 1));
    int partition = ring.partition(new LabelHash().hash(TENANT, others));
    assertThat(ack).isEqualTo(new PushAck.Moved(List.of(partition), ring));
    assertThat(node.select()).containsOnlyKeys(own);
    PushBatch current = new PushBatch(TENANT, 7, 0, List.of(series(others, NOW_MS, 1)), List.of());
    assertThat(node.push(current)).isEqualTo(DURABLE);
  }

  private static Labels labelsIn(Ring ring, int parity) {
    LabelHash hash = new LabelHash();
    for (int i = 0; ; i++) {
      Labels labels = Labels.of("__name__", "m", "i", Integer.toString(i));
      if (ring.partition(hash.hash(TENANT, labels)) % 2 == parity) {
        return labels;
      }
    }
  }

  @Test
  void refusesWritesWithoutARing() {
    node.ring.set(null);
    assertThat(node.push(series(UP, NOW_MS, 1)))
        .isInstanceOfSatisfying(
            PushAck.Retry.class, r -> assertThat(r.code()).isEqualTo(ErrorCode.UNAVAILABLE));
    assertThat(node.select(0, NOW_MS, List.of()).trailer().ringEpoch()).isZero();
  }

  @Test
  void tellsANewerRingToAReader() {
    assertThat(node.select(0, NOW_MS, List.of()).trailer().newerRing()).isNull();
    Ring newer = TestingRingView.single(TestingNode.ID, 9);
    node.ring.set(newer);
    assertThat(node.select(0, NOW_MS, List.of()).trailer().newerRing()).isSameAs(newer);
    assertThat(node.select(0, NOW_MS, List.of()).trailer().instanceId()).isEqualTo(TestingNode.ID);
    assertThat(node.select(0, NOW_MS, List.of()).trailer().unvouched()).isEmpty();
  }
}
