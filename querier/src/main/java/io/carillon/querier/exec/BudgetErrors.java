package io.carillon.querier.exec;

import io.carillon.common.error.CarillonException;
import io.carillon.common.error.ErrorCode;
import io.carillon.common.tenant.TenantId;
import io.carillon.querier.budget.MemoryPools;
import io.carillon.querier.budget.QueryLimits;
import io.carillon.querier.budget.SelectorStats;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;

/**
 * Errors of a query above its budgets: each names the budget, what was used, the setting, and the
 * selector that cost most. Thread-safe.
 */
final class BudgetErrors {
  private final TenantId tenant;
  private final QueryLimits limits;
  private final BudgetMetrics metrics;
  private final Supplier<List<SelectorStats.Snapshot>> selectors;
  private final AtomicBoolean isCounted = new AtomicBoolean();

  /**
   * Errors of one query.
   *
   * @param selectors what its selectors cost until now
   */
  BudgetErrors(
      TenantId tenant,
      QueryLimits limits,
      BudgetMetrics metrics,
      Supplier<List<SelectorStats.Snapshot>> selectors) {
    this.tenant = tenant;
    this.limits = limits;
    this.metrics = metrics;
    this.selectors = selectors;
  }

  /** Prometheus' own text, which tools look for. */
  CarillonException tooManySamples() {
    count(QueryLimits.SAMPLES);
    return new CarillonException(
        ErrorCode.EXECUTION,
        "query processing would load too many samples into memory in query execution");
  }

  CarillonException tooManySeries() {
    return exceeded(
        QueryLimits.SERIES,
        "query reads more series than its budget of " + limits.series() + " series");
  }

  CarillonException queryMemory(long heldBytes, long moreBytes) {
    return exceeded(
        QueryLimits.QUERY_BYTES,
        "query needs more than its memory budget of "
            + limits.queryBytes()
            + " bytes: it"
            + asked(heldBytes, moreBytes));
  }

  CarillonException poolMemory(
      MemoryPools.Level level, MemoryPools.Share share, long heldBytes, long moreBytes) {
    boolean isOfTenant = level == MemoryPools.Level.TENANT;
    return exceeded(
        isOfTenant ? QueryLimits.TENANT_BYTES : QueryLimits.PROCESS_BYTES,
        (isOfTenant ? "queries of tenant " + tenant : "queries of this process")
            + " need more than their memory budget of "
            + share.limitBytes(level)
            + " bytes: together they hold "
            + share.usedBytes(level)
            + " bytes, and this one"
            + asked(heldBytes, moreBytes));
  }

  private static String asked(long heldBytes, long moreBytes) {
    return " holds " + heldBytes + " bytes and asked for " + moreBytes + " more";
  }

  private CarillonException exceeded(String setting, String what) {
    count(setting);
    return new CarillonException(
        ErrorCode.BUDGET_EXCEEDED, what + " (setting " + setting + ")" + costliest());
  }

  /** Once, though several threads of a query may find a budget used up. */
  private void count(String setting) {
    if (isCounted.compareAndSet(false, true)) {
      metrics.exceeded(setting);
    }
  }

  private String costliest() {
    return selectors.get().stream()
        .max(Comparator.comparingLong(SelectorStats.Snapshot::sizeBytes))
        .map(
            most ->
                "; the selector that cost most is "
                    + most.selector()
                    + " with "
                    + most.series()
                    + " series and "
                    + most.sizeBytes()
                    + " bytes; select fewer series or steps")
        .orElse("; ask for fewer steps");
  }
}
