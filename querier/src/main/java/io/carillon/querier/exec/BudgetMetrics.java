package io.carillon.querier.exec;

import io.carillon.querier.budget.MemoryPools;
import io.carillon.querier.budget.QueryLimits;
import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.core.metrics.GaugeWithCallback;
import io.prometheus.metrics.model.registry.PrometheusRegistry;

/** What the engine tells about budgets. Thread-safe. */
final class BudgetMetrics {
  private final Counter exceeded;

  BudgetMetrics(PrometheusRegistry registry, QueryLimits limits, MemoryPools pools) {
    exceeded =
        Counter.builder()
            .name("carillon_querier_budget_exceeded_total")
            .help("Queries that ended since they needed more than a budget, by its setting.")
            .labelNames("setting")
            .register(registry);
    GaugeWithCallback.builder()
        .name("carillon_querier_memory_bytes")
        .help("Memory that is set aside for the queries that run.")
        .callback(callback -> callback.call((double) pools.usedBytes()))
        .register(registry);
    GaugeWithCallback.builder()
        .name("carillon_querier_tenant_memory_bytes")
        .help("Memory that is set aside for the queries of a tenant, for tenants that have some.")
        .labelNames("tenant")
        .callback(
            callback ->
                pools.forEachTenant(
                    (tenant, bytes) -> callback.call((double) bytes, tenant.value())))
        .register(registry);
    GaugeWithCallback.builder()
        .name("carillon_querier_memory_limit_bytes")
        .help("Memory that queries may hold, by setting.")
        .labelNames("setting")
        .callback(
            callback -> {
              callback.call((double) limits.queryBytes(), QueryLimits.QUERY_BYTES);
              callback.call((double) limits.tenantBytes(), QueryLimits.TENANT_BYTES);
              callback.call((double) limits.processBytes(), QueryLimits.PROCESS_BYTES);
            })
        .register(registry);
  }

  void exceeded(String setting) {
    exceeded.labelValues(setting).inc();
  }
}
