package io.carillon.querier.exec;

import io.carillon.querier.budget.QueryLimits;

/**
 * Settings of the query engine; the defaults are those of a Prometheus server where it has them.
 *
 * @param lookbackMs how far an instant selector looks back, milliseconds
 * @param timeoutMs how long a query may wait and run, milliseconds; a query can only ask for less
 * @param limits what queries may take
 * @param defaultSubqueryStepMs step of a subquery that names none, milliseconds
 * @param features what is switched on
 */
public record EngineConfig(
    long lookbackMs,
    long timeoutMs,
    QueryLimits limits,
    long defaultSubqueryStepMs,
    EngineFeatures features) {
  /** Setting of {@link #lookbackMs}. */
  public static final String LOOKBACK = "query-lookback-delta";

  /** Setting of {@link #timeoutMs}. */
  public static final String TIMEOUT = "query-timeout";

  /** The defaults, with memory for a heap of 1 GiB. */
  public static final EngineConfig DEFAULT =
      new EngineConfig(
          300_000, 120_000, QueryLimits.forHeap(1L << 30), 60_000, EngineFeatures.DEFAULT);

  public EngineConfig {
    requirePositive("lookbackMs", lookbackMs);
    requirePositive("timeoutMs", timeoutMs);
    requirePositive("defaultSubqueryStepMs", defaultSubqueryStepMs);
  }

  /** Settings with limits of one query, and all features but the counts by step. */
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
        new EngineFeatures(delaysNameRemoval, false, true, true));
  }

  /** The same with other limits. */
  public EngineConfig withLimits(QueryLimits newLimits) {
    return new EngineConfig(lookbackMs, timeoutMs, newLimits, defaultSubqueryStepMs, features);
  }

  private static void requirePositive(String name, long value) {
    if (value <= 0) {
      throw new IllegalArgumentException("expected " + name + " above 0, got " + value);
    }
  }
}
