package io.carillon.querier.function;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.Assertions.withinPercentage;

import io.carillon.common.histogram.BucketSpan;
import io.carillon.common.histogram.CounterResetHint;
import io.carillon.common.histogram.FloatHistogram;
import io.carillon.querier.parser.PositionRange;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HistogramArithmeticTest {
  private static final PositionRange POSITION = new PositionRange(0, 1);
  private static final double INF = Double.POSITIVE_INFINITY;

  private static FloatHistogram exponential(int schema, int offset, double... counts) {
    return withZero(schema, 0, 0, offset, counts);
  }

  private static FloatHistogram withZero(
      int schema, double threshold, double zeroCount, int offset, double... counts) {
    double count = zeroCount;
    for (double one : counts) {
      count += one;
    }
    return new FloatHistogram(
        CounterResetHint.UNKNOWN,
        schema,
        threshold,
        zeroCount,
        count,
        count * 2,
        List.of(new BucketSpan(offset, counts.length)),
        counts,
        List.of(),
        new double[0],
        new double[0]);
  }

  private static FloatHistogram custom(double[] bounds, double... counts) {
    FloatHistogram h = exponential(0, 0, counts);
    return new FloatHistogram(
        h.resetHint(),
        -53,
        0,
        0,
        h.count(),
        h.sum(),
        h.positiveSpans(),
        counts,
        List.of(),
        new double[0],
        bounds);
  }

  private static FloatHistogram hinted(FloatHistogram h, CounterResetHint hint) {
    MutableHistogram mutable = MutableHistogram.of(h);
    mutable.setResetHint(hint);
    return mutable.toHistogram();
  }

  private static String add(FloatHistogram a, FloatHistogram b) {
    MutableHistogram sum = MutableHistogram.of(a);
    sum.add(MutableHistogram.of(b));
    return HistogramFormat.format(sum.toHistogram());
  }

  @Test
  void shouldWriteWhatItHolds() {
    assertThat(HistogramFormat.format(withZero(0, 0.5, 2, 1, 3, 0, 1)))
        .isEqualTo("{count:6, sum:12, [-0.5,0.5]:2, (1,2]:3, (4,8]:1}");
    assertThat(HistogramFormat.format(custom(new double[] {1, 5}, 1, 2, 3)))
        .isEqualTo("{count:6, sum:12, [-Inf,1]:1, (1,5]:2, (5,+Inf]:3}");
  }

  @Test
  void shouldAddBucketsOfDifferentPlaces() {
    assertThat(add(exponential(0, 0, 1, 2), exponential(0, 3, 4)))
        .isEqualTo("{count:7, sum:14, (0.5,1]:1, (1,2]:2, (4,8]:4}");
    assertThat(add(exponential(0, 3, 4), exponential(0, 0, 1, 2)))
        .isEqualTo("{count:7, sum:14, (0.5,1]:1, (1,2]:2, (4,8]:4}");
  }

  @Test
  void shouldTakeTheCoarserSchema() {
    assertThat(add(exponential(1, 1, 1, 2, 3), exponential(0, 1, 10)))
        .isEqualTo("{count:16, sum:32, (1,2]:13, (2,4]:3}");
    assertThat(add(exponential(0, 1, 10), exponential(1, 1, 1, 2, 3)))
        .isEqualTo("{count:16, sum:32, (1,2]:13, (2,4]:3}");
  }

  @Test
  void shouldGrowTheZeroBucketToTheEndOfAPopulatedBucket() {
    assertThat(add(withZero(0, 0.001, 1, 0, 5), withZero(0, 0.75, 2, 1, 1)))
        .isEqualTo("{count:9, sum:18, [-1,1]:8, (1,2]:1}");
  }

  @Test
  void shouldLeaveTheBoundsThatBothHave() {
    FloatHistogram a = custom(new double[] {1, 2, 5}, 1, 1, 1, 1);
    FloatHistogram b = custom(new double[] {2, 3, 5}, 10, 10, 10, 10);
    MutableHistogram sum = MutableHistogram.of(a);
    assertThat(sum.add(MutableHistogram.of(b)).areBoundsReconciled()).isTrue();
    assertThat(HistogramFormat.format(sum.toHistogram()))
        .isEqualTo("{count:44, sum:88, [-Inf,2]:12, (2,5]:21, (5,+Inf]:11}");
  }

  @Test
  void shouldNotMixExponentialAndCustomBuckets() {
    MutableHistogram h = MutableHistogram.of(exponential(0, 0, 1));
    assertThat(h.add(MutableHistogram.of(custom(new double[] {1}, 1, 1))).isIncompatible())
        .isTrue();
  }

  @ParameterizedTest
  @CsvSource({
    "RESET, RESET, RESET, false",
    "GAUGE, RESET, GAUGE, false",
    "NOT_RESET, GAUGE, GAUGE, false",
    "UNKNOWN, RESET, UNKNOWN, false",
    "NOT_RESET, UNKNOWN, UNKNOWN, false",
    "RESET, NOT_RESET, UNKNOWN, true"
  })
  void shouldUniteHints(
      CounterResetHint a, CounterResetHint b, CounterResetHint expected, boolean collide) {
    MutableHistogram h = MutableHistogram.of(hinted(exponential(0, 0, 1), a));
    HistogramOutcome outcome = h.add(MutableHistogram.of(hinted(exponential(0, 0, 1), b)));
    assertThat(h.toHistogram().resetHint()).isEqualTo(expected);
    assertThat(outcome.doHintsCollide()).isEqualTo(collide);
  }

  @Test
  void shouldRemoveBucketsWhenDividedByZero() {
    FloatHistogram h = MutableHistogram.of(exponential(0, 0, 1)).divide(0).toHistogram();
    assertThat(h.count()).isInfinite();
    assertThat(h.positiveCounts()).isEmpty();
  }

  @Test
  void shouldBecomeAGaugeWhenNegated() {
    FloatHistogram h = MutableHistogram.of(exponential(0, 0, 1)).multiply(-1).toHistogram();
    assertThat(h.resetHint()).isEqualTo(CounterResetHint.GAUGE);
    assertThat(h.positiveCounts()).containsExactly(-1);
  }

  @Test
  void shouldCompensateSums() {
    HistogramSums sums = new HistogramSums(false);
    for (double value : new double[] {1, 1e100, 1, -1e100}) {
      sums.add(exponential(0, 0, value));
    }
    FloatHistogram sum = sums.result().toHistogram();
    assertThat(sum.count()).isEqualTo(2);
    assertThat(sum.positiveCounts()).containsExactly(2);
  }

  @Test
  void shouldStayFiniteInMeans() {
    HistogramSums sums = new HistogramSums(true);
    for (int i = 0; i < 3; i++) {
      sums.add(exponential(0, 0, 8e307));
    }
    assertThat(sums.result().toHistogram().positiveCounts()[0])
        .isCloseTo(8e307, withinPercentage(1e-12));
  }

  @Test
  void shouldDetectResets() {
    FloatHistogram before = exponential(0, 0, 1, 2);
    assertThat(HistogramResets.isReset(exponential(0, 0, 1, 2), before)).isFalse();
    assertThat(HistogramResets.isReset(exponential(0, 0, 5, 1), before)).isTrue();
    assertThat(HistogramResets.isReset(exponential(0, 1, 5), before)).isTrue();
    assertThat(HistogramResets.isReset(exponential(1, 0, 5, 5), before)).isTrue();
    assertThat(HistogramResets.isReset(exponential(-1, 0, 5, 5), before)).isFalse();
    assertThat(HistogramResets.isReset(withZero(0, 0.5, 0, 0, 5, 5), before)).isFalse();
    assertThat(HistogramResets.isReset(withZero(0, 0.75, 9, 0, 5, 5), before)).isTrue();
    assertThat(
            HistogramResets.isReset(
                hinted(exponential(0, 0, 0, 0), CounterResetHint.NOT_RESET), before))
        .isFalse();
    FloatHistogram custom = custom(new double[] {1, 2}, 1, 2, 3);
    assertThat(HistogramResets.isReset(custom(new double[] {2}, 3, 3), custom)).isFalse();
    assertThat(HistogramResets.isReset(custom(new double[] {2}, 2, 9), custom)).isTrue();
  }

  @Test
  void shouldCompareBits() {
    assertThat(HistogramResets.areEqual(exponential(0, 0, 1), exponential(0, 0, 1))).isTrue();
    assertThat(HistogramResets.areEqual(exponential(0, 0, 1, 0), exponential(0, 0, 1))).isFalse();
    assertThat(
            HistogramResets.areEqual(exponential(0, 0, Double.NaN), exponential(0, 0, Double.NaN)))
        .isTrue();
  }

  private static double quantile(double quantile, FloatHistogram h) {
    return HistogramQuantile.of(quantile, h, "", new Annotations(), POSITION);
  }

  @Test
  void shouldInterpolateQuantilesExponentially() {
    assertThat(quantile(0.5, exponential(0, 1, 2))).isCloseTo(Math.sqrt(2), within(1e-15));
    assertThat(quantile(0, exponential(0, 1, 2))).isEqualTo(1);
    assertThat(quantile(1, exponential(0, 1, 2))).isEqualTo(2);
    assertThat(quantile(0.5, withZero(0, 1, 2, 1))).isEqualTo(0);
    assertThat(quantile(0.25, withZero(0, 1, 2, 1, 2))).isEqualTo(0.5);
    assertThat(quantile(-1, exponential(0, 1, 2))).isEqualTo(-INF);
    assertThat(quantile(2, exponential(0, 1, 2))).isEqualTo(INF);
    assertThat(quantile(0.5, exponential(0, 1))).isNaN();
  }

  @Test
  void shouldInterpolateCustomBucketsLinearly() {
    FloatHistogram h = custom(new double[] {1, 3}, 1, 2, 1);
    assertThat(quantile(0.5, h)).isEqualTo(2);
    assertThat(quantile(0.125, h)).isEqualTo(0.5);
    assertThat(quantile(0.99, h)).isEqualTo(3);
  }

  @Test
  void shouldGiveFractions() {
    FloatHistogram h = exponential(0, 1, 1, 1);
    Annotations annotations = new Annotations();
    assertThat(HistogramEstimates.fraction(1, 2, h, "", annotations, POSITION)).isEqualTo(0.5);
    assertThat(HistogramEstimates.fraction(-INF, INF, h, "", annotations, POSITION)).isEqualTo(1);
    assertThat(HistogramEstimates.fraction(2, 1, h, "", annotations, POSITION)).isZero();
    assertThat(HistogramEstimates.fraction(Double.NaN, 1, h, "", annotations, POSITION)).isNaN();
  }

  @Test
  void shouldTrim() {
    assertThat(HistogramFormat.format(HistogramTrim.trim(exponential(0, 1, 2, 4), 2, true)))
        .isEqualTo("{count:2, sum:2.8284271247461903, (1,2]:2}");
    assertThat(HistogramFormat.format(HistogramTrim.trim(exponential(0, 1, 2, 4), 2, false)))
        .isEqualTo("{count:4, sum:11.313708498984761, (2,4]:4}");
    FloatHistogram h = exponential(0, 1, 2, 4);
    assertThat(HistogramTrim.trim(h, 100, true)).isSameAs(h);
  }
}
