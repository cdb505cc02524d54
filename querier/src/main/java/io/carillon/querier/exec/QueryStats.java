package io.carillon.querier.exec;

import io.carillon.querier.budget.SelectorStats;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a query cost.
 *
 * @param peakBytes most memory that was held at a time, as far as it is counted
 * @param selectors each read of a selector, in the order of their beginning
 */
public record QueryStats(
    Timings timings, Samples samples, long peakBytes, List<SelectorStats.Snapshot> selectors) {
  public QueryStats {
    selectors = List.copyOf(selectors);
  }

  /**
   * Where the time went; the fields of Prometheus' statistics.
   *
   * @param queueNanos waiting until fewer queries ran
   * @param preparationNanos planning
   * @param evaluationNanos evaluating
   * @param sortNanos bringing the result into order
   */
  public record Timings(
      long queueNanos, long preparationNanos, long evaluationNanos, long sortNanos) {}

  /**
   * Samples, as Prometheus counts them: a native histogram counts as many as it is large.
   *
   * @param queryableByStep samples that were selected at each step; null when not counted
   * @param queryable the same over all steps
   * @param read samples that came from the source
   * @param peak most that were held at a time
   */
  @SuppressWarnings("ArrayRecordComponent") // A column of numbers; identity is never asked.
  public record Samples(long @Nullable [] queryableByStep, long queryable, long read, long peak) {}
}
