package io.carillon.ingester.service;

import io.carillon.common.column.SampleColumn;
import io.carillon.common.labels.Labels;
import io.carillon.common.labels.Matcher;
import io.carillon.common.store.MetricMetadata;
import io.carillon.common.store.PushBatch;
import io.carillon.common.store.SeriesSamples;
import io.carillon.common.tenant.TenantId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What was sent and what was acknowledged, to compare answers with. Not thread-safe. */
final class Model {
  private final Map<TenantId, TenantModel> tenants = new HashMap<>();

  TenantModel tenant(TenantId tenant) {
    return tenants.computeIfAbsent(tenant, _ -> new TenantModel());
  }

  /** A batch that was sent and may be stored; the ticket acknowledges it. */
  Runnable sent(PushBatch batch) {
    TenantModel tenant = tenant(batch.tenant());
    List<Runnable> tickets = new ArrayList<>();
    for (SeriesSamples samples : batch.series()) {
      tenant.sent(samples);
    }
    for (MetricMetadata metadata : batch.metadata()) {
      tickets.add(tenant.metadata.sent(metadata));
    }
    batch.exemplars().forEach(tenant.exemplars::sent);
    return () -> {
      batch.exemplars().forEach(tenant.exemplars::acknowledged);
      batch.series().forEach(tenant::acknowledged);
      tickets.forEach(Runnable::run);
    };
  }

  /** Fails unless the first tenant's answer has what it must have and nothing else. */
  void check(Map<Labels, SampleColumn> answer, long minMs, long maxMs, List<Matcher> matchers) {
    tenant(TestingNode.TENANT).check(answer, minMs, maxMs, matchers, false);
  }
}
