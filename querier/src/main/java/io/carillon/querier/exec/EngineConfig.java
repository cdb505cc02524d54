package io.carillon.querier.exec;

/**
 * Settings of the query engine; the defaults are those of a Prometheus server where it has them.
 *
 * @param lookbackMs how far an instant selector looks back, milliseconds
 * @param timeoutMs how long a query may take, milliseconds
 * @param maxSamples samples that one query may hold at a time
 * @param memoryBudgetBytes memory that one query may hold at a time, as far as it is counted
 * @param defaultSubqueryStepMs step of a subquery that names none, milliseconds
 * @param delaysNameRemoval whether metric names are dropped once at the end, instead of by each
 *     function and operator (Prometheus' feature promql-delayed-name-removal)
 */
public record EngineConfig(
    long lookbackMs,
    long timeoutMs,
    long maxSamples,
    long memoryBudgetBytes,
    long defaultSubqueryStepMs,
    boolean delaysNameRemoval) {
  /** The defaults. */
  public static final EngineConfig DEFAULT =
      new EngineConfig(300_000, 120_000, 50_000_000, 1L << 28, 60_000, false);

  public EngineConfig {
    requirePositive("lookbackMs", lookbackMs);
    requirePositive("timeoutMs", timeoutMs);
    requirePositive("maxSamples", maxSamples);
    requirePositive("memoryBudgetBytes", memoryBudgetBytes);
    requirePositive("defaultSubqueryStepMs", defaultSubqueryStepMs);
  }

  private static void requirePositive(String name, long value) {
    if (value <= 0) {
      throw new IllegalArgumentException("expected " + name + " above 0, got " + value);
    }
  }
}
