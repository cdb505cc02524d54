package io.carillon.querier.budget;

import static org.assertj.core.api.Assertions.assertThat;

import io.carillon.querier.budget.SampleStats.Nested;
import org.junit.jupiter.api.Test;

final class SampleStatsTest {
  private final SampleStats stats = new SampleStats(3, true);

  @Test
  void shouldCountByStep() {
    stats.counter().add(0, 1);
    stats.counter().add(2, 2);
    stats.counter().add(2, 5);
    assertThat(stats.queryable()).isEqualTo(8);
    assertThat(stats.queryableByStep()).containsExactly(1, 0, 7);
  }

  @Test
  void shouldCountNoStepsWhenNotAsked() {
    SampleStats plain = new SampleStats(3, false);
    assertThat(plain.counter().isByStep()).isFalse();
    plain.counter().add(4);
    plain.counter().add(2, 5);
    assertThat(plain.queryable()).isEqualTo(9);
    assertThat(plain.queryableByStep()).isNull();
  }

  @Test
  void shouldCountAStepInvariantPartAtEachStep() {
    try (Nested part = stats.nest()) {
      assertThat(stats.counter().isByStep()).isFalse();
      stats.counter().add(0, 4);
      part.countAtEach(3);
    }
    assertThat(stats.counter().isByStep()).isTrue();
    assertThat(stats.queryableByStep()).containsExactly(4, 4, 4);
    assertThat(stats.queryable()).isEqualTo(12);
  }

  @Test
  void shouldForgetWhatASubqueryCounted() {
    try (Nested subquery = stats.nest()) {
      stats.counter().add(100, 4);
      try (Nested part = stats.nest()) {
        stats.counter().add(7);
        part.countAtEach(2);
      }
      assertThat(subquery).isNotNull();
    }
    assertThat(stats.queryable()).isZero();
    stats.counter().add(1, 1);
    assertThat(stats.queryableByStep()).containsExactly(0, 1, 0);
  }
}
