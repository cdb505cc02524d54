package io.carillon.querier.exec;

import io.carillon.common.histogram.FloatHistogram;
import io.carillon.querier.function.KahanSum;
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
      case SUM -> new Sum(steps, notes);
      case AVG -> new Average(steps, notes);
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
  private abstract static class OneNumber implements Accumulator {
    final double[] values;
    final BitSet seen;

    OneNumber(int steps) {
      values = new double[steps];
      seen = new BitSet(steps);
    }

    /** Marks a step as seen; whether it was before. */
    boolean see(int step) {
      boolean wasSeen = seen.get(step);
      seen.set(step);
      return wasSeen;
    }

    double result(int step) {
      return values[step];
    }

    @Override
    public void finish(StepSeriesBuilder out) {
      for (int step = seen.nextSetBit(0); step >= 0; step = seen.nextSetBit(step + 1)) {
        out.set(step, result(step));
      }
    }
  }

  /** A number for each step, or a histogram. */
  private abstract static class OneSample extends OneNumber {
    final double[] compensations;
    private final BitSet hasFloat;
    private final HistogramColumn histograms;

    OneSample(int steps, boolean isMean, AggregationNotes notes) {
      super(steps);
      compensations = new double[steps];
      hasFloat = new BitSet(steps);
      histograms = new HistogramColumn(steps, isMean, notes);
    }

    @Override
    public final void add(int step, double value) {
      if (histograms.isIncompatible(step)) {
        return;
      }
      hasFloat.set(step);
      see(step);
      addFloat(step, value);
    }

    abstract void addFloat(int step, double value);

    /** Adds to the number of a step with compensation. */
    final void addCompensated(int step, double value) {
      double sum = values[step] + value;
      compensations[step] = KahanSum.compensate(value, values[step], compensations[step], sum);
      values[step] = sum;
    }

    @Override
    public final void add(int step, FloatHistogram histogram, String metricName) {
      histograms.add(step, histogram, metricName, !see(step));
    }

    @Override
    public final void finish(StepSeriesBuilder out) {
      for (int step = seen.nextSetBit(0); step >= 0; step = seen.nextSetBit(step + 1)) {
        if (histograms.isSeen(step)) {
          histograms.finish(step, hasFloat.get(step), out);
        } else {
          out.set(step, result(step));
        }
      }
    }
  }

  private static final class Sum extends OneSample {
    private final BitSet started;

    Sum(int steps, AggregationNotes notes) {
      super(steps, false, notes);
      started = new BitSet(steps);
    }

    @Override
    void addFloat(int step, double value) {
      if (started.get(step)) {
        addCompensated(step, value);
      } else {
        started.set(step);
        values[step] = value;
      }
    }

    @Override
    double result(int step) {
      return values[step] + compensations[step];
    }
  }

  /** See {@link io.carillon.querier.function.Mean}, here for all steps at once. */
  private static final class Average extends OneSample {
    private final double[] counts;
    private final BitSet incremental = new BitSet();

    Average(int steps, AggregationNotes notes) {
      super(steps, true, notes);
      counts = new double[steps];
    }

    @Override
    void addFloat(int step, double value) {
      double count = ++counts[step];
      if (count == 1) {
        values[step] = value;
        return;
      }
      if (!incremental.get(step)) {
        if (!Double.isInfinite(values[step] + value)) {
          addCompensated(step, value);
          return;
        }
        incremental.set(step);
        values[step] /= count - 1;
        compensations[step] /= count - 1;
      }
      double weight = (count - 1) / count;
      values[step] *= weight;
      compensations[step] *= weight;
      addCompensated(step, value / count);
    }

    @Override
    double result(int step) {
      return incremental.get(step)
          ? values[step] + compensations[step]
          : values[step] / counts[step] + compensations[step] / counts[step];
    }
  }

  private static final class Count extends OneNumber {
    Count(int steps) {
      super(steps);
    }

    @Override
    public void add(int step, double value) {
      see(step);
      values[step]++;
    }

    @Override
    public void add(int step, FloatHistogram histogram, String metricName) {
      add(step, 0);
    }
  }

  private static final class Presence extends OneNumber {
    Presence(int steps) {
      super(steps);
      Arrays.fill(values, 1);
    }

    @Override
    public void add(int step, double value) {
      see(step);
    }

    @Override
    public void add(int step, FloatHistogram histogram, String metricName) {
      see(step);
    }
  }

  private static final class Extremum extends OneNumber {
    private final boolean isMin;
    private final AggregationNotes notes;

    Extremum(int steps, boolean isMin, AggregationNotes notes) {
      super(steps);
      this.isMin = isMin;
      this.notes = notes;
    }

    @Override
    public void add(int step, double value) {
      double best = values[step];
      boolean isBetter = isMin ? value < best : value > best;
      if (!see(step) || isBetter || Double.isNaN(best)) {
        values[step] = value;
      }
    }

    @Override
    public void add(int step, FloatHistogram histogram, String metricName) {
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
    public void add(int step, double value) {
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
    public void add(int step, FloatHistogram histogram, String metricName) {
      notes.ignored();
    }

    @Override
    double result(int step) {
      double variance = values[step] / counts[step];
      return isDeviation ? Math.sqrt(variance) : variance;
    }
  }

  /** Keeps all numbers. */
  private static final class Quantile implements Accumulator {
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
    public void add(int step, double value) {
      int count = counts[step]++;
      if (count == numbers[step].length) {
        numbers[step] = Arrays.copyOf(numbers[step], Math.max(4, count * 2));
      }
      numbers[step][count] = value;
    }

    @Override
    public void add(int step, FloatHistogram histogram, String metricName) {
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
