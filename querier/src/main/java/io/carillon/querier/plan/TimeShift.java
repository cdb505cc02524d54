package io.carillon.querier.plan;

import org.jspecify.annotations.Nullable;

/**
 * Which time a selector or subquery looks at when the query is at some step.
 *
 * @param offsetMs how far back, may be negative
 * @param atMs the fixed time of {@code @}; null to follow the steps
 */
public record TimeShift(long offsetMs, @Nullable Long atMs) {
  /** Follows the steps without offset. */
  public static final TimeShift NONE = new TimeShift(0, null);

  /** The time to look at for a step. */
  public long apply(long stepTimeMs) {
    return (atMs == null ? stepTimeMs : atMs) - offsetMs;
  }

  /** Whether all steps look at one time. */
  public boolean isFixed() {
    return atMs != null;
  }
}
