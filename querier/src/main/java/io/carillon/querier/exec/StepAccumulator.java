package io.carillon.querier.exec;

import io.carillon.common.histogram.FloatHistogram;
import java.util.BitSet;

/** An accumulator that takes the samples of series step by step. */
abstract class StepAccumulator implements Accumulator {
  @Override
  public void add(StepSeries series) {
    BitSet present = series.present();
    for (int step = present.nextSetBit(0); step >= 0; step = present.nextSetBit(step + 1)) {
      FloatHistogram histogram = series.histogram(step);
      if (histogram == null) {
        add(step, series.value(step));
      } else {
        add(step, histogram, series.labels().metricName());
      }
    }
  }

  /** Takes in a float of a series at a step. */
  abstract void add(int step, double value);

  /**
   * Takes in a histogram of a series at a step.
   *
   * @param metricName of the series, for notes
   */
  abstract void add(int step, FloatHistogram histogram, String metricName);
}
