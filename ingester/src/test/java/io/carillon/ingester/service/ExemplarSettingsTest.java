package io.carillon.ingester.service;

import static io.carillon.ingester.service.TestingNode.NOW_MS;
import static io.carillon.ingester.service.TestingNode.TENANT;
import static org.assertj.core.api.Assertions.assertThat;

import io.carillon.common.labels.Labels;
import io.carillon.common.store.Exemplar;
import io.carillon.common.store.PushBatch;
import io.carillon.common.store.SeriesExemplars;
import io.carillon.ingester.exemplar.ExemplarLimits;
import io.carillon.ingester.file.FaultyFileStore;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The configured limits are those that count, in memory and in files. */
final class ExemplarSettingsTest {
  private static final int MANY = 10;

  private final FaultyFileStore files = new FaultyFileStore();

  private TestingNode node(ExemplarLimits limits) {
    return new TestingNode(files, TestingNode.config().withExemplars(limits));
  }

  private static void push(TestingNode node, long fromMs) {
    Labels labels = Labels.of("__name__", "up");
    List<Exemplar> exemplars = new ArrayList<>();
    for (int i = 0; i < MANY; i++) {
      exemplars.add(new Exemplar(Labels.of("trace_id", "t" + i), i, fromMs + i));
    }
    node.push(
        new PushBatch(
            TENANT,
            3,
            0,
            List.of(TestingNode.series(labels, fromMs, 1)),
            List.of(),
            List.of(new SeriesExemplars(labels, exemplars))));
  }

  private static int exemplars(TestingNode node) {
    return node.exemplars(TENANT, Long.MIN_VALUE, Long.MAX_VALUE, List.of()).stream()
        .mapToInt(series -> series.exemplars().size())
        .sum();
  }

  @Test
  void aTenantKeepsAsManyAsConfigured() {
    try (TestingNode node = node(new ExemplarLimits(4, 1 << 20, 100))) {
      push(node, NOW_MS);
      assertThat(exemplars(node)).isEqualTo(4);
    }
  }

  @Test
  void memoryHoldsAsMuchAsConfigured() {
    try (TestingNode node = node(new ExemplarLimits(100, 2000, 100))) {
      push(node, NOW_MS);
      assertThat(exemplars(node)).isBetween(1, MANY - 1);
    }
  }

  @Test
  void aMergedFileHoldsAsManyAsConfigured() {
    try (TestingNode node = node(new ExemplarLimits(100, 1 << 20, 3))) {
      push(node, NOW_MS);
      node.flush();
      push(node, NOW_MS + MANY);
      node.flush();
      assertThat(exemplars(node)).isEqualTo(2 * MANY);
      node.flushAndMerge();
      assertThat(exemplars(node)).isEqualTo(3);
    }
  }
}
