package io.carillon.querier.exec;

import io.carillon.common.histogram.FloatHistogram;

/** The state of one group of an aggregation at all steps. */
interface Accumulator {
  /** Takes in a float of a series at a step. */
  void add(int step, double value);

  /**
   * Takes in a histogram of a series at a step.
   *
   * @param metricName of the series, for notes
   */
  void add(int step, FloatHistogram histogram, String metricName);

  /** Gives the results of all steps that have one. */
  void finish(StepSeriesBuilder out);
}
