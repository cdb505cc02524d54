package io.carillon.ingester.block;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class TokenBucketTest {
  private static final long MS = 1_000_000;

  private final List<Long> pausesMs = new ArrayList<>();
  private long nowNs = 5;

  private final TokenBucket bucket =
      new TokenBucket(
          1000,
          50,
          () -> nowNs,
          pauseNs -> {
            pausesMs.add(pauseNs / MS);
            nowNs += pauseNs;
          });

  @Test
  void whatIsSavedUpCostsNoTime() {
    bucket.spend(50, () -> false);
    assertThat(pausesMs).isEmpty();
    nowNs += 1000 * MS;
    bucket.spend(50, () -> false);
    assertThat(pausesMs).isEmpty();
  }

  @Test
  void waitsInStepsUntilAllIsPaidFor() {
    bucket.spend(50, () -> false);
    bucket.spend(250, () -> false);
    assertThat(pausesMs).containsExactly(100L, 100L, 50L);
    bucket.spend(1, () -> false);
    assertThat(pausesMs).endsWith(1L);
  }

  @Test
  void doesNotWaitOnceItIsToStop() {
    bucket.spend(1_000_000, () -> !pausesMs.isEmpty());
    assertThat(pausesMs).containsExactly(100L);
  }
}
