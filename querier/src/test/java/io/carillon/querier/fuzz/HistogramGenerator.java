package io.carillon.querier.fuzz;

import io.carillon.common.column.StaleMarker;
import io.carillon.common.histogram.BucketSpan;
import io.carillon.common.histogram.CounterResetHint;
import io.carillon.common.histogram.FloatHistogram;
import io.carillon.common.histogram.NativeHistogram;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Makes the native histograms of one series, each from the one before. */
final class HistogramGenerator {
  private static final double[] NONE = {};
  private static final double[][] BOUNDS = {{0.5, 1, 5}, {0.5, 1, 2.5, 5}, {-1, 0, 1}, {2}};

  private final Dice dice;
  private int schema;
  private double zeroThreshold;
  private double zeroCount;
  private int positiveOffset;
  private double[] positive = NONE;
  private int negativeOffset;
  private double[] negative = NONE;
  private double[] bounds = NONE;
  private double sum;

  HistogramGenerator(Dice dice) {
    this.dice = dice;
  }

  List<Point> points(String metric, List<Long> times, List<Long> stale) {
    if (metric.equals("hist_custom")) {
      custom();
    } else {
      exponential();
    }
    boolean isFractional = metric.equals("hist_float");
    boolean isGauge = metric.equals("hist_gauge");
    List<Point> points = new ArrayList<>();
    for (long timeMs : times) {
      boolean isReset = dice.chance(isGauge ? 15 : 4);
      grow(isReset, isFractional);
      if (dice.chance(metric.equals("hist_schema") ? 8 : 0)) {
        changeLayout();
      }
      if (metric.equals("hist_custom") && dice.chance(3)) {
        custom();
      }
      if (metric.equals("hist_mixed") && dice.chance(30)) {
        points.add(Point.of(timeMs, stale.contains(timeMs) ? StaleMarker.VALUE : positive[0]));
      } else {
        points.add(new Point(timeMs, 0, histogram(hint(isGauge, isReset), stale.contains(timeMs))));
      }
    }
    return points;
  }

  private CounterResetHint hint(boolean isGauge, boolean isReset) {
    if (isGauge) {
      return CounterResetHint.GAUGE;
    }
    if (dice.chance(40)) {
      return CounterResetHint.UNKNOWN;
    }
    return isReset ? CounterResetHint.RESET : CounterResetHint.NOT_RESET;
  }

  private void exponential() {
    schema = dice.between(-1, 4);
    bounds = NONE;
    zeroThreshold = dice.pick(0.0, 0.001, 0.5, 2.938735877055719e-39);
    zeroCount = 0;
    positiveOffset = dice.between(-3, 3);
    positive = new double[dice.between(1, 5)];
    negativeOffset = dice.between(-2, 2);
    negative = new double[dice.chance(40) ? dice.between(1, 3) : 0];
    sum = 0;
  }

  private void custom() {
    schema = NativeHistogram.CUSTOM_BUCKETS_SCHEMA;
    bounds = BOUNDS[dice.between(0, BOUNDS.length - 1)];
    zeroThreshold = 0;
    zeroCount = 0;
    positiveOffset = 0;
    positive = new double[bounds.length + 1];
    negative = NONE;
    sum = 0;
  }

  private void changeLayout() {
    if (dice.chance(25)) {
      custom();
    } else if (dice.chance(50) || bounds.length > 0) {
      exponential();
    } else {
      zeroThreshold = dice.pick(0.001, 0.25, 1.0);
    }
    grow(false, false);
  }

  private void grow(boolean isReset, boolean isFractional) {
    if (isReset) {
      Arrays.fill(positive, 0);
      Arrays.fill(negative, 0);
      zeroCount = 0;
      sum = 0;
    }
    for (int i = 0; i < positive.length; i++) {
      positive[i] += amount(isFractional);
    }
    for (int i = 0; i < negative.length; i++) {
      negative[i] += amount(isFractional);
    }
    if (bounds.length == 0 && dice.chance(40)) {
      zeroCount += amount(isFractional);
    }
    sum += dice.between(-2, 30) / 2.0;
  }

  private double amount(boolean isFractional) {
    if (dice.chance(40)) {
      return 0;
    }
    return isFractional ? dice.fraction() * 5 : dice.between(0, 6);
  }

  private FloatHistogram histogram(CounterResetHint hint, boolean isStale) {
    boolean hasNaN = dice.chance(3);
    double count = zeroCount + Arrays.stream(positive).sum() + Arrays.stream(negative).sum();
    return new FloatHistogram(
        hint,
        schema,
        zeroThreshold,
        zeroCount,
        hasNaN ? count + 2 : count,
        isStale ? StaleMarker.VALUE : hasNaN ? Double.NaN : sum,
        spans(positiveOffset, positive.length),
        positive.clone(),
        spans(negativeOffset, negative.length),
        negative.clone(),
        bounds);
  }

  /** One span, or two with a gap that looks the same over the whole series. */
  private List<BucketSpan> spans(int offset, int length) {
    if (length == 0) {
      return List.of();
    }
    return bounds.length == 0 && length > 3
        ? List.of(new BucketSpan(offset, 2), new BucketSpan(2, length - 2))
        : List.of(new BucketSpan(offset, length));
  }
}
