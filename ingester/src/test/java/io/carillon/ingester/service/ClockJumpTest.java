package io.carillon.ingester.service;

import static io.carillon.ingester.service.TestingNode.HOUR_MS;
import static io.carillon.ingester.service.TestingNode.NOW_MS;
import static io.carillon.ingester.service.TestingNode.series;
import static org.assertj.core.api.Assertions.assertThat;

import io.carillon.common.labels.Labels;
import io.carillon.common.store.PushAck;
import io.carillon.ingester.file.FaultyFileStore;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Clocks that are set, forwards and back. */
final class ClockJumpTest {
  private static final Labels UP = Labels.of("__name__", "up");
  private static final long YEAR_MS = 365 * 24 * HOUR_MS;

  private final FaultyFileStore files = new FaultyFileStore();
  private final TestingClock clock = new TestingClock();

  private TestingNode open() {
    return new TestingNode(files, TestingNode.config(), clock);
  }

  private static void push(TestingNode node, long timestampMs, double value) {
    assertThat(node.push(series(UP, timestampMs, value))).isInstanceOf(PushAck.Durable.class);
  }

  @Test
  void aClockThatRanAheadHidesAndDoesNotDelete() {
    try (TestingNode node = open()) {
      push(node, NOW_MS - HOUR_MS, 1);
      node.flush();
      push(node, NOW_MS, 2);
      clock.setWall(NOW_MS + YEAR_MS);
      assertThat(node.values(UP)).isEmpty();
      node.flush();
      node.ingester.maintain();
      clock.setWall(NOW_MS);
      assertThat(node.values(UP)).containsExactly(1, 2);
    }
    clock.setWall(NOW_MS + YEAR_MS);
    try (TestingNode node = open()) {
      node.ingester.maintain();
      assertThat(node.values(UP)).isEmpty();
    }
    clock.setWall(NOW_MS);
    try (TestingNode node = open()) {
      assertThat(node.values(UP)).containsExactly(1, 2);
    }
  }

  @Test
  void aClockThatIsBehindStoresAndGivesBack() {
    clock.setWall(0);
    try (TestingNode node = open()) {
      push(node, NOW_MS, 1);
      node.flush();
      push(node, NOW_MS + 1, 2);
      node.ingester.maintain();
      assertThat(node.values(UP)).containsExactly(1, 2);
      clock.setWall(NOW_MS);
      assertThat(node.values(UP)).containsExactly(1, 2);
    }
  }

  @Test
  void jumpsBackAndForthBetweenAllStepsLoseNothing() {
    List<Long> jumps = List.of(NOW_MS, NOW_MS + YEAR_MS, 0L, NOW_MS - HOUR_MS, NOW_MS + HOUR_MS);
    int pushed = 0;
    TestingNode node = open();
    try {
      for (int round = 0; round < 40; round++) {
        clock.setWall(jumps.get(round * 3 % jumps.size()));
        push(node, NOW_MS + round * 1000L, pushed++);
        clock.setWall(jumps.get(round * 2 % jumps.size()));
        switch (round % 4) {
          case 0 -> node.flush();
          case 1 -> node.ingester.maintain();
          case 2 -> clock.advance(Duration.ofMinutes(31));
          default -> {
            node.close();
            node = open();
          }
        }
      }
      clock.setWall(NOW_MS);
      assertThat(node.values(UP)).hasSize(pushed).isSorted();
      assertThat(node.select(0, NOW_MS, List.of()).trailer().unvouched()).isEmpty();
      assertThat(node.fatal).isEmpty();
    } finally {
      node.close();
    }
  }
}
