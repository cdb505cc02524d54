package io.carillon.querier.budget;

import static org.assertj.core.api.Assertions.assertThat;

import io.carillon.common.tenant.TenantId;
import io.carillon.querier.budget.MemoryPools.Level;
import io.carillon.querier.budget.MemoryPools.Share;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class MemoryPoolsTest {
  private static final TenantId A = new TenantId("a");
  private static final TenantId B = new TenantId("b");

  private final MemoryPools pools = new MemoryPools(3000, 1700);

  private Map<TenantId, Long> byTenant() {
    Map<TenantId, Long> bytes = new HashMap<>();
    pools.forEachTenant(bytes::put);
    return bytes;
  }

  @Test
  void shouldRefuseATenantThatUsedItsOwnUp() {
    try (Share first = pools.open(A);
        Share second = pools.open(A);
        Share other = pools.open(B)) {
      assertThat(first.take(1000)).isNull();
      assertThat(second.take(600)).isNull();
      assertThat(second.take(101)).isEqualTo(Level.TENANT);
      assertThat(other.take(101)).isNull();
      assertThat(byTenant()).containsOnly(Map.entry(A, 1600L), Map.entry(B, 101L));
    }
    assertThat(pools.usedBytes()).isZero();
    assertThat(byTenant()).isEmpty();
  }

  @Test
  void shouldTakeNothingFromATenantWhenTheProcessHasNotEnough() {
    try (Share a = pools.open(A);
        Share b = pools.open(B)) {
      assertThat(a.take(1600)).isNull();
      assertThat(b.take(1500)).isEqualTo(Level.PROCESS);
      assertThat(b.heldBytes()).isZero();
      assertThat(b.usedBytes(Level.TENANT)).isZero();
      assertThat(b.usedBytes(Level.PROCESS)).isEqualTo(1600);
      assertThat(b.limitBytes(Level.PROCESS)).isEqualTo(3000);
    }
  }

  @Test
  void shouldRefuseTheLargeBeforeTheSmall() {
    try (Share large = pools.open(A);
        Share small = pools.open(A)) {
      assertThat(large.take(1601)).as("1601 is above 16 times the 99 left").isEqualTo(Level.TENANT);
      assertThat(large.take(1600)).isNull();
      assertThat(large.take(10)).isEqualTo(Level.TENANT);
      assertThat(small.take(10)).isNull();
      large.giveBack(1600);
      assertThat(large.take(1000)).isNull();
    }
  }

  @Test
  void shouldKeepAPoolWhileAnyQueryOfItsTenantRuns() {
    Share first = pools.open(A);
    try (Share second = pools.open(A)) {
      assertThat(second.take(500)).isNull();
      first.close();
      assertThat(byTenant()).containsOnly(Map.entry(A, 500L));
    }
    assertThat(byTenant()).isEmpty();
  }
}
