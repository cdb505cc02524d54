package io.carillon.querier.exec;

import io.carillon.common.histogram.FloatHistogram;
import io.carillon.common.labels.Labels;
import java.util.BitSet;
import org.jspecify.annotations.Nullable;

/**
 * Values of a series over the steps of a grid. Not to be changed once built.
 *
 * @param dropsName whether the metric name is to be removed at the end; only with delayed removal
 * @param values a value for each step; without meaning where none is present or a histogram is
 * @param present the steps that have a value
 * @param histograms null when there are none; else an entry for each step, null for floats
 */
@SuppressWarnings("ArrayRecordComponent") // Columns of numbers; identity is never asked.
record StepSeries(
    Labels labels,
    boolean dropsName,
    double[] values,
    BitSet present,
    @Nullable FloatHistogram @Nullable [] histograms) {
  /** Memory of a series without its columns: labels are shared, objects and headers are not. */
  private static final int OVERHEAD_BYTES = 128;

  boolean isPresent(int step) {
    return present.get(step);
  }

  double value(int step) {
    return values[step];
  }

  @Nullable FloatHistogram histogram(int step) {
    return histograms == null ? null : histograms[step];
  }

  boolean isEmpty() {
    return present.isEmpty();
  }

  /** Whether every step has a value. */
  boolean isFull() {
    return present.cardinality() == values.length;
  }

  /** Whether any step has a float. */
  boolean hasFloats() {
    if (histograms == null) {
      return !present.isEmpty();
    }
    for (int i = present.nextSetBit(0); i >= 0; i = present.nextSetBit(i + 1)) {
      if (histograms[i] == null) {
        return true;
      }
    }
    return false;
  }

  StepSeries withLabels(Labels newLabels, boolean newDropsName) {
    return new StepSeries(newLabels, newDropsName, values, present, histograms);
  }

  /** The same with fewer steps. */
  StepSeries withPresent(BitSet newPresent) {
    return new StepSeries(labels, dropsName, values, newPresent, histograms);
  }

  /** Samples as the sample limit counts them: a histogram counts as many as it is large. */
  long samples() {
    long samples = present.cardinality();
    if (histograms != null) {
      for (int i = present.nextSetBit(0); i >= 0; i = present.nextSetBit(i + 1)) {
        FloatHistogram histogram = histograms[i];
        if (histogram != null) {
          samples += Histograms.samples(histogram) - 1;
        }
      }
    }
    return samples;
  }

  /** Memory that the columns take. */
  long sizeBytes() {
    return OVERHEAD_BYTES
        + values.length * (Double.BYTES + 1L)
        + (histograms == null ? 0 : 16 * (samples() + values.length));
  }
}
