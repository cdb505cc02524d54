package io.carillon.querier.fuzz;

import io.carillon.common.tenant.TenantId;
import io.carillon.querier.exec.Query;

/**
 * A generated question.
 *
 * @param stepMs 0 for an instant query, for which start and end are equal
 * @param lookbackMs how far selectors look back
 * @param delaysNameRemoval whether names are removed at the end only
 */
record FuzzQuery(
    String text,
    long startMs,
    long endMs,
    long stepMs,
    long lookbackMs,
    boolean delaysNameRemoval) {
  /** Step of subqueries that name none. */
  static final long DEFAULT_SUBQUERY_STEP_MS = 60_000;

  boolean isInstant() {
    return stepMs == 0;
  }

  FuzzQuery withText(String newText) {
    return new FuzzQuery(newText, startMs, endMs, stepMs, lookbackMs, delaysNameRemoval);
  }

  /** The same at one time. */
  FuzzQuery at(long timeMs) {
    return new FuzzQuery(text, timeMs, timeMs, 0, lookbackMs, delaysNameRemoval);
  }

  Frame frame() {
    return isInstant() ? Frame.single(startMs) : Frame.range(startMs, endMs, stepMs);
  }

  Query forEngine() {
    return new Query(TenantId.ANONYMOUS, text, startMs, endMs, stepMs, lookbackMs, 0);
  }
}
