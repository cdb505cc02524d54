package io.carillon.querier.exec;

import io.carillon.common.tenant.TenantId;

/**
 * A question.
 *
 * @param tenant whose series
 * @param text PromQL
 * @param startMs first step, milliseconds since the epoch
 * @param endMs last step is the last not after this; equals {@code startMs} for an instant query
 * @param stepMs milliseconds between steps; 0 for an instant query
 * @param lookbackMs how far an instant selector looks back; 0 means the engine's default
 * @param timeoutMs how long evaluation may take; 0 means the engine's default
 */
public record Query(
    TenantId tenant,
    String text,
    long startMs,
    long endMs,
    long stepMs,
    long lookbackMs,
    long timeoutMs) {
  public boolean isInstant() {
    return stepMs == 0;
  }

  /** Number of steps. */
  public int stepCount() {
    return isInstant() ? 1 : Math.toIntExact((endMs - startMs) / stepMs + 1);
  }
}
