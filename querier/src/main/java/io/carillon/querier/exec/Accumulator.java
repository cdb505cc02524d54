package io.carillon.querier.exec;

/** The state of one group of an aggregation at all steps. Used by one thread. */
interface Accumulator {
  /** Takes in the samples of a series. */
  void add(StepSeries series);

  /** Gives the results of all steps that have one. */
  void finish(StepSeriesBuilder out);
}
