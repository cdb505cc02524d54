package io.carillon.querier.exec;

import io.carillon.querier.function.Annotations;
import io.carillon.querier.function.Annotations.HistogramOperation;
import io.carillon.querier.parser.PositionRange;
import io.carillon.querier.plan.Plan;

/**
 * What one aggregation may have to note about histograms.
 *
 * @param name of the aggregation
 * @param position of what it aggregates
 */
record AggregationNotes(Annotations annotations, String name, PositionRange position) {
  static AggregationNotes of(Plan.Aggregation aggregation, QueryContext context) {
    return new AggregationNotes(
        context.annotations(), aggregation.op().keyword(), aggregation.input().position());
  }

  /** A histogram does not count. */
  void ignored() {
    annotations.histogramIgnoredInAggregation(name, position);
  }

  /** A group has floats and histograms. */
  void mixed() {
    annotations.mixedFloatsHistogramsInAggregation(position);
  }

  /** A histogram does not go with those before. */
  void incompatible(String metricName) {
    annotations.mixedExponentialCustom(metricName, position);
  }

  /** Custom bounds differed. */
  void reconciled() {
    annotations.reconciledBounds(HistogramOperation.AGGREGATION, position);
  }

  /** Hints contradict each other. */
  void conflicting() {
    annotations.conflictingResets(HistogramOperation.AGGREGATION, position);
  }
}
