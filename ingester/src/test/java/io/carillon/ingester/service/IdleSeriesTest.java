package io.carillon.ingester.service;

import static io.carillon.ingester.service.TestingNode.NOW_MS;
import static io.carillon.ingester.service.TestingNode.series;
import static org.assertj.core.api.Assertions.assertThat;

import io.carillon.common.labels.Labels;
import io.carillon.ingester.file.FaultyFileStore;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** Series that leave memory, and come back. */
final class IdleSeriesTest {
  private static final Labels UP = Labels.of("__name__", "up");
  private static final Labels DOWN = Labels.of("__name__", "down");

  private final FaultyFileStore files = new FaultyFileStore();
  private final TestingClock clock = new TestingClock();

  private TestingNode open(FaultyFileStore at) {
    return new TestingNode(at, TestingNode.config(), clock);
  }

  private static int seriesInMemory(TestingNode node) {
    return node.ingester.parts().shards().seriesCount();
  }

  @Test
  void leaveMemoryWhenTheyAreSealedAndIdleAndAreFoundInFiles() {
    try (TestingNode node = open(files)) {
      node.push(series(UP, NOW_MS, 1), series(DOWN, NOW_MS, 1));
      clock.advance(Duration.ofMinutes(31));
      node.ingester.evictIdle();
      assertThat(seriesInMemory(node)).isEqualTo(2);
      node.flush();
      node.push(series(DOWN, NOW_MS + 1, 2));
      node.ingester.evictIdle();
      assertThat(seriesInMemory(node)).isEqualTo(1);
      assertThat(node.select()).containsOnlyKeys(DOWN, UP);
    }
  }

  /** The log has samples under the new reference, the series file both. */
  @Test
  void areOneSeriesAgainAfterAKill() {
    FaultyFileStore image;
    try (TestingNode node = open(files)) {
      node.push(series(UP, NOW_MS, 1));
      node.flush();
      clock.advance(Duration.ofMinutes(31));
      node.ingester.evictIdle();
      node.push(series(TestingSeries.copy(UP), NOW_MS + 1, 2));
      image = files.kill();
    }
    try (TestingNode node = open(image)) {
      assertThat(seriesInMemory(node)).isEqualTo(1);
      node.push(series(TestingSeries.copy(UP), NOW_MS + 2, 3));
      assertThat(node.values(UP)).containsExactly(1, 2, 3);
    }
    try (TestingNode node = open(image)) {
      assertThat(node.values(UP)).containsExactly(1, 2, 3);
    }
  }
}
