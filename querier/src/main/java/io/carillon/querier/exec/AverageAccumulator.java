package io.carillon.querier.exec;

import io.carillon.querier.function.KahanSum;
import java.util.BitSet;

/** avg; see {@link io.carillon.querier.function.Mean}, here for all steps at once. */
final class AverageAccumulator extends SumAccumulator {
  private final double[] counts;
  private final BitSet incremental = new BitSet();

  AverageAccumulator(int steps, AggregationNotes notes) {
    super(steps, new HistogramColumn(steps, true, notes));
    counts = new double[steps];
  }

  @Override
  void addAll(double[] values) {
    for (int step = 0; step < values.length; step++) {
      addFloat(step, values[step]);
    }
  }

  @Override
  void addFloat(int step, double value) {
    double count = ++counts[step];
    if (count == 1) {
      sums[step] = value;
    } else if (Double.isInfinite(sums[step] + value) || incremental.get(step)) {
      addIncrementally(step, value, count);
    } else {
      super.addFloat(step, value);
    }
  }

  private void addIncrementally(int step, double value, double count) {
    if (!incremental.get(step)) {
      incremental.set(step);
      sums[step] /= count - 1;
      compensations[step] /= count - 1;
    }
    double weight = (count - 1) / count;
    double mean = sums[step] * weight;
    double newMean = mean + value / count;
    compensations[step] =
        KahanSum.compensate(value / count, mean, compensations[step] * weight, newMean);
    sums[step] = newMean;
  }

  @Override
  double result(int step) {
    return incremental.get(step)
        ? sums[step] + compensations[step]
        : sums[step] / counts[step] + compensations[step] / counts[step];
  }
}
