package io.carillon.ingester.exemplar;

import io.carillon.common.store.SeriesExemplars;
import io.carillon.common.tenant.TenantId;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/** What a shard had when it was frozen, to be sealed. It does not change any more. Thread-safe. */
public final class FrozenExemplars {
  private final Map<TenantId, StagedExemplars> tenants;

  FrozenExemplars(Map<TenantId, StagedExemplars> tenants) {
    this.tenants = tenants;
  }

  /** Those that have exemplars, in order. */
  public List<TenantId> tenants() {
    return tenants.keySet().stream()
        .filter(tenant -> staged(tenant).count() > 0)
        .sorted(Comparator.comparing(TenantId::value))
        .toList();
  }

  /** Each series of a tenant once, in label order, its exemplars in natural order. */
  public List<SeriesExemplars> of(TenantId tenant) {
    return staged(tenant).sorted();
  }

  StagedExemplars staged(TenantId tenant) {
    return tenants.getOrDefault(tenant, new StagedExemplars());
  }

  Map<TenantId, StagedExemplars> byTenant() {
    return tenants;
  }
}
