package io.carillon.querier.exec;

import io.carillon.common.histogram.FloatHistogram;
import io.carillon.querier.function.HistogramSums;
import java.util.BitSet;
import org.jspecify.annotations.Nullable;

/** The histograms of one group of sum or avg at all steps; takes no memory without histograms. */
final class HistogramColumn {
  private final int steps;
  private final boolean isMean;
  private final AggregationNotes notes;
  private final BitSet seen = new BitSet();
  private @Nullable HistogramSums @Nullable [] sums;

  HistogramColumn(int steps, boolean isMean, AggregationNotes notes) {
    this.steps = steps;
    this.isMean = isMean;
    this.notes = notes;
  }

  /** Takes in a histogram. */
  void add(int step, FloatHistogram histogram, String metricName, boolean isFirst) {
    seen.set(step);
    if (sums == null) {
      sums = new HistogramSums[steps];
    }
    if (isFirst) {
      sums[step] = new HistogramSums(isMean);
    }
    HistogramSums sum = sums[step];
    if (sum == null || sum.isIncompatible()) {
      // A float came first, which makes the group mixed and its histograms worthless.
      return;
    }
    sum.add(histogram);
    if (sum.isIncompatible()) {
      notes.incompatible(metricName);
    } else if (sum.areBoundsReconciled()) {
      notes.reconciled();
    }
  }

  /** Whether there was no histogram so far. */
  boolean isUnused() {
    return sums == null;
  }

  /** Whether a step has no result because exponential and custom buckets met. */
  boolean isIncompatible(int step) {
    HistogramSums sum = sums == null ? null : sums[step];
    return sum != null && sum.isIncompatible();
  }

  boolean isSeen(int step) {
    return seen.get(step);
  }

  /** Gives the result of a step that has histograms. */
  void finish(int step, boolean hasFloat, StepSeriesBuilder out) {
    if (hasFloat) {
      notes.mixed();
      return;
    }
    HistogramSums sum = sums == null ? null : sums[step];
    if (sum == null || sum.isIncompatible()) {
      return;
    }
    if (sum.doHintsConflict()) {
      notes.conflicting();
    }
    out.set(step, sum.result().compact().toHistogram());
  }
}
