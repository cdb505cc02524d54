package io.carillon.querier.plan;

/**
 * The times of a query, which its text may refer to.
 *
 * @param startMs first step
 * @param endMs end of the range; equals {@code startMs} for an instant query
 * @param stepMs milliseconds between steps; 0 for an instant query
 * @param defaultSubqueryStepMs step of a subquery that names none
 */
public record QueryTimes(long startMs, long endMs, long stepMs, long defaultSubqueryStepMs) {}
