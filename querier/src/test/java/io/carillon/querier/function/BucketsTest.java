package io.carillon.querier.function;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class BucketsTest {
  private static final double INF = Double.POSITIVE_INFINITY;

  private static Buckets buckets(double... boundsAndCounts) {
    Buckets buckets = new Buckets();
    for (int i = 0; i < boundsAndCounts.length; i += 2) {
      buckets.add(boundsAndCounts[i], boundsAndCounts[i + 1]);
    }
    return buckets;
  }

  @Test
  void shouldInterpolateWithinABucketInAnyOrder() {
    assertThat(buckets(INF, 10, 2, 8, 1, 4).quantile(0.5)).isEqualTo(1.25);
  }

  @Test
  void shouldStartTheFirstBucketAtZeroUnlessItEndsBelow() {
    assertThat(buckets(1, 4, INF, 4).quantile(0.5)).isEqualTo(0.5);
    assertThat(buckets(-1, 4, INF, 4).quantile(0.5)).isEqualTo(-1);
  }

  @Test
  void shouldGiveTheHighestFiniteBoundForTheLastBucket() {
    assertThat(buckets(1, 1, 5, 2, INF, 10).quantile(0.9)).isEqualTo(5);
  }

  @Test
  void shouldGiveNaNWithoutObservationsOrInfiniteBucket() {
    assertThat(buckets(1, 0, INF, 0).quantile(0.5)).isNaN();
    assertThat(buckets(1, 1, 2, 2).quantile(0.5)).isNaN();
    assertThat(buckets(INF, 3).quantile(0.5)).isNaN();
  }

  @Test
  void shouldGiveInfinitiesForQuantilesOutsideOfZeroToOne() {
    assertThat(buckets(1, 1, INF, 1).quantile(-0.1)).isEqualTo(-INF);
    assertThat(buckets(1, 1, INF, 1).quantile(1.1)).isEqualTo(INF);
    assertThat(buckets(1, 1, INF, 1).quantile(Double.NaN)).isNaN();
  }

  @Test
  void shouldUniteBucketsOfOneBound() {
    assertThat(buckets(1, 2, 1, 2, INF, 4).quantile(0.5)).isEqualTo(0.5);
  }

  @Test
  void shouldForceCountsToGrowAndSaySo() {
    Buckets buckets = buckets(1, 5, 2, 3, 3, 4, INF, 10);
    buckets.quantile(0.5);
    assertThat(buckets.isForcedMonotonic()).isTrue();
    assertThat(buckets.minForcedBound()).isEqualTo(2);
    assertThat(buckets.maxForcedBound()).isEqualTo(3);
    assertThat(buckets.maxForcedDiff()).isEqualTo(2);
  }

  @Test
  void shouldPassOverTinyDecreasesSilently() {
    Buckets buckets = buckets(1, 5, 2, 5 - 1e-13, INF, 10);
    buckets.quantile(0.5);
    assertThat(buckets.isForcedMonotonic()).isFalse();
  }

  @Test
  void shouldGiveTheFractionBetweenBounds() {
    assertThat(buckets(1, 4, 2, 8, INF, 10).fraction(0.5, 1.5)).isEqualTo(0.4);
    assertThat(buckets(1, 4, 2, 8, INF, 10).fraction(-INF, INF)).isEqualTo(1);
    assertThat(buckets(1, 4, 2, 8, INF, 10).fraction(2, 1)).isZero();
    assertThat(buckets(1, 4, INF, 10).fraction(Double.NaN, 1)).isNaN();
  }
}
