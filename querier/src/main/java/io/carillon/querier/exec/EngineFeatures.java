package io.carillon.querier.exec;

/**
 * What Prometheus has as feature flags.
 *
 * @param delaysNameRemoval whether metric names are dropped once at the end, instead of by each
 *     function and operator (promql-delayed-name-removal)
 * @param countsSamplesByStep whether samples are counted for each step as well
 *     (promql-per-step-stats)
 * @param usesStartTimestamps whether rate and its relatives know since when a counter counts
 *     (use-start-timestamps)
 * @param allowsExperimental whether experimental functions, range selectors and fill are known
 */
public record EngineFeatures(
    boolean delaysNameRemoval,
    boolean countsSamplesByStep,
    boolean usesStartTimestamps,
    boolean allowsExperimental) {
  /** Setting of {@link #delaysNameRemoval}. */
  public static final String DELAYED_NAME_REMOVAL = "query-delayed-name-removal";

  /** Setting of {@link #countsSamplesByStep}. */
  public static final String STEP_STATS = "query-step-stats";

  /** Setting of {@link #usesStartTimestamps}. */
  public static final String START_TIMESTAMPS = "query-start-timestamps";

  /** Setting of {@link #allowsExperimental}. */
  public static final String EXPERIMENTAL = "query-experimental";

  /** The defaults of a Prometheus server, with what is experimental. */
  public static final EngineFeatures DEFAULT = new EngineFeatures(false, false, false, true);
}
