package io.carillon.querier.exec;

import io.carillon.common.histogram.FloatHistogram;
import io.carillon.querier.function.Quantiles;
import io.carillon.querier.parser.AggregateOp;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The accumulators of all aggregations that give one series for a group. */
final class Accumulators {
  private Accumulators() {}

  /**
   * A new accumulator.
   *
   * @param quantiles the parameter of quantile at each step, else null
   * @param notes takes what is to be said about histograms
   */
  static Accumulator of(
      AggregateOp op, int steps, double @Nullable [] quantiles, AggregationNotes notes) {
    return switch (op) {
      case SUM -> new SumAccumulator(steps, notes);
      case AVG -> new AverageAccumulator(steps, notes);
      case COUNT -> new Count(steps);
      case GROUP -> new Presence(steps);
      case MIN -> new Extremum(steps, true, notes);
      case MAX -> new Extremum(steps, false, notes);
      case STDDEV -> new Variance(steps, true, notes);
      case STDVAR -> new Variance(steps, false, notes);
      case QUANTILE -> new Quantile(Objects.requireNonNull(quantiles), notes);
      case TOPK, BOTTOMK, COUNT_VALUES, LIMITK, LIMIT_RATIO ->
          throw new IllegalArgumentException("no accumulator for " + op.keyword());
    };
  }

  /** Steps where anything was seen, and one number for each. */
  private abstract static class OneNumber extends StepAccumulator {
    final double[] values;
    final BitSet seen;

    OneNumber(int steps) {
      values = new double[steps];
      seen = new BitSet(steps);
    }

    /** Marks a step as seen; whether it was before. */
    final boolean see(int step) {
      boolean wasSeen = seen.get(step);
      seen.set(step);
      return wasSeen;
    }

    double result(int step) {
      return values[step];
    }

    @Override
    public final void finish(StepSeriesBuilder out) {
      for (int step = seen.nextSetBit(0); step >= 0; step = seen.nextSetBit(step + 1)) {
        out.set(step, result(step));
      }
    }
  }

  private static final class Count extends OneNumber {
    Count(int steps) {
      super(steps);
    }

    @Override
    public void add(StepSeries series) {
      if (!series.isFull()) {
        super.add(series);
        return;
      }
      seen.or(series.present());
      for (int step = 0; step < values.length; step++) {
        values[step]++;
      }
    }

    @Override
    void add(int step, double value) {
      see(step);
      values[step]++;
    }

    @Override
    void add(int step, FloatHistogram histogram, String metricName) {
      add(step, 0);
    }
  }

  private static final class Presence extends OneNumber {
    Presence(int steps) {
      super(steps);
      Arrays.fill(values, 1);
    }

    @Override
    public void add(StepSeries series) {
      seen.or(series.present());
    }

    @Override
    void add(int step, double value) {
      see(step);
    }

    @Override
    void add(int step, FloatHistogram histogram, String metricName) {
      see(step);
    }
  }

  /** Starts with NaN, which any number replaces. */
  private static final class Extremum extends OneNumber {
    private final boolean isMin;
    private final AggregationNotes notes;

    Extremum(int steps, boolean isMin, AggregationNotes notes) {
      super(steps);
      this.isMin = isMin;
      this.notes = notes;
      Arrays.fill(values, Double.NaN);
    }

    @Override
    public void add(StepSeries series) {
      if (series.histograms() != null || !series.isFull()) {
        super.add(series);
        return;
      }
      seen.or(series.present());
      double[] added = series.values();
      for (int step = 0; step < values.length; step++) {
        values[step] = better(values[step], added[step]);
      }
    }

    private double better(double best, double value) {
      boolean isBetter = isMin ? value < best : value > best;
      return isBetter || Double.isNaN(best) ? value : best;
    }

    @Override
    void add(int step, double value) {
      see(step);
      values[step] = better(values[step], value);
    }

    @Override
    void add(int step, FloatHistogram histogram, String metricName) {
      notes.ignored();
    }
  }

  /** Welford's algorithm, without compensation as upstream. */
  private static final class Variance extends OneNumber {
    private final double[] means;
    private final double[] counts;
    private final boolean isDeviation;
    private final AggregationNotes notes;

    Variance(int steps, boolean isDeviation, AggregationNotes notes) {
      super(steps);
      means = new double[steps];
      counts = new double[steps];
      this.isDeviation = isDeviation;
      this.notes = notes;
    }

    @Override
    void add(int step, double value) {
      double count = ++counts[step];
      if (!see(step)) {
        means[step] = value;
        values[step] = Double.isNaN(value) || Double.isInfinite(value) ? Double.NaN : 0;
        return;
      }
      double delta = value - means[step];
      means[step] += delta / count;
      values[step] += delta * (value - means[step]);
    }

    @Override
    void add(int step, FloatHistogram histogram, String metricName) {
      notes.ignored();
    }

    @Override
    double result(int step) {
      double variance = values[step] / counts[step];
      return isDeviation ? Math.sqrt(variance) : variance;
    }
  }

  /** Keeps all numbers. */
  private static final class Quantile extends StepAccumulator {
    private final double[] quantiles;
    private final double[][] numbers;
    private final int[] counts;
    private final AggregationNotes notes;

    Quantile(double[] quantiles, AggregationNotes notes) {
      this.quantiles = quantiles;
      this.notes = notes;
      numbers = new double[quantiles.length][];
      counts = new int[quantiles.length];
      Arrays.fill(numbers, new double[0]);
    }

    @Override
    void add(int step, double value) {
      int count = counts[step]++;
      if (count == numbers[step].length) {
        numbers[step] = Arrays.copyOf(numbers[step], Math.max(4, count * 2));
      }
      numbers[step][count] = value;
    }

    @Override
    void add(int step, FloatHistogram histogram, String metricName) {
      notes.ignored();
    }

    @Override
    public void finish(StepSeriesBuilder out) {
      for (int step = 0; step < counts.length; step++) {
        if (counts[step] > 0) {
          out.set(step, Quantiles.of(quantiles[step], numbers[step], counts[step]));
        }
      }
    }
  }
}
