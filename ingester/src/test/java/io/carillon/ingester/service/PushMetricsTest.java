package io.carillon.ingester.service;

import static io.carillon.ingester.service.TestingNode.NOW_MS;
import static io.carillon.ingester.service.TestingNode.series;
import static org.assertj.core.api.Assertions.assertThat;

import io.carillon.common.column.SampleColumn;
import io.carillon.common.labels.Labels;
import io.carillon.common.store.PushAck;
import io.carillon.common.store.SeriesSamples;
import io.carillon.ingester.file.FaultyFileStore;
import io.carillon.ingester.shard.ConflictRule;
import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Samples are counted as what became of them. */
final class PushMetricsTest {
  private static final String APPENDED = "carillon_ingester_appended_samples";
  private static final String REFUSED = "carillon_ingester_refused_samples";
  private static final Labels UP = Labels.of("__name__", "up");
  private static final Labels DOWN = Labels.of("__name__", "down");

  private final FaultyFileStore files = new FaultyFileStore();

  @Test
  void samplesOfRefusedSeriesAreNotAppended() {
    IngesterConfig config = TestingNode.config();
    config = config.withHead(config.head().withConflictRule(ConflictRule.REJECT));
    try (TestingNode node = new TestingNode(files, config)) {
      node.push(series(UP, NOW_MS, 1));
      SeriesSamples conflicting = threeSamples(UP);
      PushAck ack = node.push(conflicting, series(Labels.EMPTY, NOW_MS, 1), threeSamples(DOWN));
      assertThat(ack)
          .isInstanceOfSatisfying(
              PushAck.Durable.class, durable -> assertThat(durable.rejections()).hasSize(2));
      assertThat(counter(node, APPENDED, null)).isEqualTo(4);
      assertThat(counter(node, REFUSED, "bad_data")).isEqualTo(4);
    }
  }

  @Test
  void samplesOfARefusedPushAreNotAppended() {
    try (TestingNode node =
        new TestingNode(files, TestingNode.config(TestingNode.DATA, 64 << 20, 9))) {
      files.setCapacityBytes(files.usedBytes());
      assertThat(node.push(threeSamples(UP))).isInstanceOf(PushAck.Retry.class);
      assertThat(counter(node, APPENDED, null)).isZero();
      assertThat(counter(node, REFUSED, "storage_full")).isEqualTo(3);
    }
  }

  @Test
  void samplesOfAnotherNodeAreNotAppended() {
    try (TestingNode node = new TestingNode(files)) {
      node.ring.set(TestingRingView.single("ingester-2", 7));
      assertThat(node.push(threeSamples(UP))).isInstanceOf(PushAck.Moved.class);
      assertThat(counter(node, APPENDED, null)).isZero();
      assertThat(counter(node, REFUSED, "moved")).isEqualTo(3);
    }
  }

  @Test
  void samplesThatDidNotBecomeDurableAreNotAppended() {
    try (TestingNode node = new TestingNode(files)) {
      node.push(series(UP, NOW_MS, 1));
      files.failFixedWrites(true);
      assertThat(node.push(threeSamples(DOWN))).isInstanceOf(PushAck.Retry.class);
      assertThat(counter(node, APPENDED, null)).isEqualTo(1);
      assertThat(counter(node, REFUSED, "storage_full")).isEqualTo(3);
      files.failFixedWrites(false);
      node.awaitSpace();
    }
  }

  private static double counter(TestingNode node, String name, @Nullable String reason) {
    return node.registry.scrape(name::equals).stream()
        .flatMap(snapshot -> ((CounterSnapshot) snapshot).getDataPoints().stream())
        .filter(point -> Objects.equals(reason, point.getLabels().get("reason")))
        .mapToDouble(CounterSnapshot.CounterDataPointSnapshot::getValue)
        .sum();
  }

  private static SeriesSamples threeSamples(Labels labels) {
    return new SeriesSamples(
        labels,
        SampleColumn.floats(new long[] {NOW_MS, NOW_MS + 1, NOW_MS + 2}, new double[] {7, 8, 9}));
  }
}
