package io.carillon.querier.exec;

import io.carillon.querier.budget.QueryLimits;

/**
 * Settings of the query engine; the defaults are those of a Prometheus server where it has them.
 *
 * @param lookbackMs how far an instant selector looks back, milliseconds
 * @param timeoutMs how long a query may wait and run, milliseconds; a query can only ask for less
 * @param limits what queries may take
 * @param defaultSubqueryStepMs step of a subquery that names none, milliseconds
 * @param delaysNameRemoval whether metric names are dropped once at the end, instead of by each
 *     function and operator (Prometheus' feature promql-delayed-name-removal)
 * @param countsSamplesByStep whether samples are counted for each step as well (Prometheus' feature
 *     promql-per-step-stats)
 */
public record EngineConfig(
    long lookbackMs,
    long timeoutMs,
    QueryLimits limits,
    long defaultSubqueryStepMs,
    boolean delaysNameRemoval,
    boolean countsSamplesByStep) {
  /** Setting of {@link #lookbackMs}. */
  public static final String LOOKBACK = "query-lookback-delta";

  /** Setting of {@link #timeoutMs}. */
  public static final String TIMEOUT = "query-timeout";

  /** Setting of {@link #countsSamplesByStep}. */
  public static final String STEP_STATS = "query-step-stats";

  /** The defaults, with memory for a heap of 1 GiB. */
  public static final EngineConfig DEFAULT =
      new EngineConfig(300_000, 120_000, QueryLimits.forHeap(1L << 30), 60_000, false, false);

  public EngineConfig {
    requirePositive("lookbackMs", lookbackMs);
    requirePositive("timeoutMs", timeoutMs);
    requirePositive("defaultSubqueryStepMs", defaultSubqueryStepMs);
  }

  /** Settings with limits of one query, all else by default. */
  public EngineConfig(
      long lookbackMs,
      long timeoutMs,
      long maxSamples,
      long memoryBudgetBytes,
      long defaultSubqueryStepMs,
      boolean delaysNameRemoval) {
    this(
        lookbackMs,
        timeoutMs,
        DEFAULT.limits().withQuery(maxSamples, memoryBudgetBytes),
        defaultSubqueryStepMs,
        delaysNameRemoval,
        false);
  }

  /** The same with other limits. */
  public EngineConfig withLimits(QueryLimits newLimits) {
    return new EngineConfig(
        lookbackMs,
        timeoutMs,
        newLimits,
        defaultSubqueryStepMs,
        delaysNameRemoval,
        countsSamplesByStep);
  }

  private static void requirePositive(String name, long value) {
    if (value <= 0) {
      throw new IllegalArgumentException("expected " + name + " above 0, got " + value);
    }
  }
}
