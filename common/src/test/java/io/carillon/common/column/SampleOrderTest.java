package io.carillon.common.column;

import static io.carillon.common.column.ColumnAssertions.assertSameSamples;
import static org.assertj.core.api.Assertions.assertThat;

import io.carillon.common.histogram.CounterResetHint;
import io.carillon.common.histogram.FloatHistogram;
import io.carillon.common.histogram.NativeHistogram;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** The rule between two samples at one timestamp, and the merge that follows it. */
final class SampleOrderTest {
  private static final long SEED = 52;

  @Test
  void ranksAsTheRuleSays() {
    NativeHistogram histogram = histogramWithSum(1);
    NativeHistogram staleHistogram = histogramWithSum(StaleMarker.VALUE);
    List<SampleColumn> ascending =
        List.of(
            sample(StaleMarker.VALUE, null, 0),
            sample(0, staleHistogram, 0),
            sample(Double.longBitsToDouble(0xfff8000000000000L), null, 0),
            sample(Double.NaN, null, 0),
            sample(Double.NaN, null, 5),
            sample(Double.longBitsToDouble(0x7ff8000000000001L), null, 0),
            sample(Double.NEGATIVE_INFINITY, null, 0),
            sample(-0.0, null, 9),
            sample(0.0, null, 0),
            sample(1, null, 0),
            sample(1, null, 1),
            sample(Double.POSITIVE_INFINITY, null, 0),
            sample(0, histogram, 0),
            sample(0, histogram, 3));
    for (int i = 0; i < ascending.size(); i++) {
      for (int j = 0; j < ascending.size(); j++) {
        assertThat(Integer.signum(compare(ascending.get(i), ascending.get(j))))
            .as("%d and %d", i, j)
            .isEqualTo(Integer.compare(i, j));
      }
    }
  }

  @Test
  void isATotalOrder() {
    List<SampleColumn> samples = randomSamples(300);
    for (SampleColumn a : samples) {
      for (SampleColumn b : samples) {
        assertThat(Integer.signum(compare(a, b))).isEqualTo(-Integer.signum(compare(b, a)));
        if (compare(a, b) == 0) {
          assertSameSamples(a, b);
        }
      }
    }
    for (SampleColumn a : samples.subList(0, 60)) {
      for (SampleColumn b : samples.subList(60, 120)) {
        for (SampleColumn c : samples.subList(120, 180)) {
          assertSameSamples(winner(winner(a, b), c), winner(a, winner(b, c)));
        }
      }
    }
  }

  @Test
  void mergingGivesTheSameInAnyOrder() {
    RandomColumns random = new RandomColumns(SEED);
    Random shuffles = new Random(SEED);
    for (int round = 0; round < 200; round++) {
      List<SampleColumn> columns = new ArrayList<>();
      TreeMap<Long, SampleColumn> expected = new TreeMap<>();
      for (int c = 0; c < 5; c++) {
        SampleColumn column = atCrowdedTimes(random.column(30));
        columns.add(column);
        for (int i = 0; i < column.size(); i++) {
          long timestampMs = column.timestampsMs()[i];
          expected.merge(
              timestampMs, column.slice(timestampMs, timestampMs), SampleOrderTest::winner);
        }
      }
      SampleColumnBuilder union = new SampleColumnBuilder(100);
      expected.values().forEach(sample -> union.add(sample, 0));
      assertSameSamples(SampleMerger.merge(columns), union.build());
      Collections.shuffle(columns, shuffles);
      assertSameSamples(SampleMerger.merge(columns), union.build());
      assertSameSamples(
          SampleMerger.merge(SampleMerger.merge(columns), columns.getFirst()), union.build());
    }
    assertThat(SampleMerger.merge(List.of()).size()).isZero();
  }

  /** The same samples at 1, 2, 4, 5, 7 …, so that columns collide. */
  private static SampleColumn atCrowdedTimes(SampleColumn column) {
    SampleColumnBuilder out = new SampleColumnBuilder(column.size());
    for (int i = 0; i < column.size(); i++) {
      out.add(1 + i + i / 2, column.values()[i], column.histogram(i), column.startMs(i));
    }
    return out.build();
  }

  private static List<SampleColumn> randomSamples(int count) {
    RandomColumns random = new RandomColumns(SEED);
    List<SampleColumn> samples = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      NativeHistogram histogram = i % 3 == 0 ? random.histogram() : null;
      samples.add(sample(histogram == null ? random.value() : 0, histogram, i % 4));
    }
    return samples;
  }

  private static NativeHistogram histogramWithSum(double sum) {
    return new FloatHistogram(
        CounterResetHint.UNKNOWN,
        0,
        0,
        0,
        0,
        sum,
        List.of(),
        new double[0],
        List.of(),
        new double[0],
        new double[0]);
  }

  private static SampleColumn sample(
      double value, @Nullable NativeHistogram histogram, long startMs) {
    SampleColumnBuilder out = new SampleColumnBuilder(1);
    out.add(7, value, histogram, startMs);
    return out.build();
  }

  private static int compare(SampleColumn a, SampleColumn b) {
    return SampleOrder.compare(a, 0, b, 0);
  }

  private static SampleColumn winner(SampleColumn a, SampleColumn b) {
    return compare(a, b) >= 0 ? a : b;
  }
}
