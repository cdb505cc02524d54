package io.carillon.querier.plan;

import io.carillon.querier.parser.BinaryOp;
import java.util.Set;

/**
 * What the samples of a selector are for.
 *
 * @param enclosing name of the function or aggregation right around it, for the source; may be
 *     empty
 * @param wantsStatistics whether histogram_count, histogram_sum or histogram_avg is around it
 * @param needsBuckets whether something is around it that needs the buckets of histograms
 */
public record SelectorUse(String enclosing, boolean wantsStatistics, boolean needsBuckets) {
  /** Nothing is around it. */
  public static final SelectorUse PLAIN = new SelectorUse("", false, false);

  private static final Set<String> STATISTICS =
      Set.of("histogram_count", "histogram_sum", "histogram_avg");
  private static final Set<String> BUCKETS =
      Set.of("histogram_quantile", "histogram_quantiles", "histogram_fraction");

  /**
   * Whether count and sum of a histogram are enough, so that differences of buckets do not matter.
   */
  public boolean isStatisticsOnly() {
    return wantsStatistics && !needsBuckets;
  }

  SelectorUse within(String functionOrAggregation) {
    return new SelectorUse(
        functionOrAggregation,
        wantsStatistics || STATISTICS.contains(functionOrAggregation),
        needsBuckets || BUCKETS.contains(functionOrAggregation));
  }

  SelectorUse within(BinaryOp op) {
    boolean isTrim = op == BinaryOp.TRIM_LOWER || op == BinaryOp.TRIM_UPPER;
    return new SelectorUse("", wantsStatistics, needsBuckets || isTrim);
  }

  SelectorUse withinSubquery() {
    return new SelectorUse("", wantsStatistics, true);
  }
}
