package io.carillon.querier.exec;

import io.carillon.common.histogram.FloatHistogram;
import io.carillon.common.labels.Labels;
import java.util.BitSet;
import org.jspecify.annotations.Nullable;

/** Fills a {@link StepSeries} step by step, in any order. Not thread-safe. */
final class StepSeriesBuilder {
  private final int steps;
  private final double[] values;
  private final BitSet present;
  private @Nullable FloatHistogram @Nullable [] histograms;

  StepSeriesBuilder(int steps) {
    this.steps = steps;
    values = new double[steps];
    present = new BitSet(steps);
  }

  void set(int step, double value) {
    values[step] = value;
    present.set(step);
  }

  void set(int step, FloatHistogram histogram) {
    if (histograms == null) {
      histograms = new FloatHistogram[steps];
    }
    histograms[step] = histogram;
    present.set(step);
  }

  /** Takes over what another series has at a step. */
  void set(int step, StepSeries from) {
    FloatHistogram histogram = from.histogram(step);
    if (histogram == null) {
      set(step, from.value(step));
    } else {
      set(step, histogram);
    }
  }

  boolean isPresent(int step) {
    return present.get(step);
  }

  boolean isEmpty() {
    return present.isEmpty();
  }

  StepSeries build(Labels labels, boolean dropsName) {
    return new StepSeries(labels, dropsName, values, present, histograms);
  }
}
