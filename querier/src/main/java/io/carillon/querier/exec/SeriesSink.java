package io.carillon.querier.exec;

/** Takes series one after the other. */
@FunctionalInterface
interface SeriesSink {
  void accept(StepSeries series);
}
