package io.carillon.querier.exec;

import io.carillon.common.histogram.FloatHistogram;
import io.carillon.querier.function.KahanSum;
import java.util.Arrays;
import java.util.BitSet;

/**
 * sum and avg: compensated sums of floats, or sums of histograms. A sum that is not finite is what
 * it is without its compensation.
 */
class SumAccumulator extends StepAccumulator {
  /** -0 so that a first -0 stays one. */
  private static final double NOTHING = -0.0;

  final double[] sums;
  final double[] compensations;
  private final BitSet seen;
  private final BitSet hasFloat;
  private final HistogramColumn histograms;

  SumAccumulator(int steps, AggregationNotes notes) {
    this(steps, new HistogramColumn(steps, false, notes));
  }

  SumAccumulator(int steps, HistogramColumn histograms) {
    this.histograms = histograms;
    sums = new double[steps];
    Arrays.fill(sums, NOTHING);
    compensations = new double[steps];
    seen = new BitSet(steps);
    hasFloat = new BitSet(steps);
  }

  @Override
  public final void add(StepSeries series) {
    if (series.histograms() != null || !histograms.isUnused()) {
      super.add(series);
      return;
    }
    seen.or(series.present());
    hasFloat.or(series.present());
    if (series.isFull()) {
      addAll(series.values());
    } else {
      BitSet present = series.present();
      for (int step = present.nextSetBit(0); step >= 0; step = present.nextSetBit(step + 1)) {
        addFloat(step, series.value(step));
      }
    }
  }

  /** Takes in a float at every step. */
  void addAll(double[] values) {
    for (int step = 0; step < values.length; step++) {
      double value = values[step];
      double sum = sums[step];
      double newSum = sum + value;
      compensations[step] += KahanSum.roundingError(sum, value, newSum);
      sums[step] = newSum;
    }
  }

  /** Takes in a float at a step. */
  void addFloat(int step, double value) {
    double sum = sums[step];
    double newSum = sum + value;
    compensations[step] += KahanSum.roundingError(sum, value, newSum);
    sums[step] = newSum;
  }

  @Override
  final void add(int step, double value) {
    if (histograms.isIncompatible(step)) {
      return;
    }
    hasFloat.set(step);
    seen.set(step);
    addFloat(step, value);
  }

  @Override
  final void add(int step, FloatHistogram histogram, String metricName) {
    boolean isFirst = !seen.get(step);
    seen.set(step);
    histograms.add(step, histogram, metricName, isFirst);
  }

  /** The result of the floats of a step. */
  double result(int step) {
    return Double.isFinite(sums[step]) ? sums[step] + compensations[step] : sums[step];
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
