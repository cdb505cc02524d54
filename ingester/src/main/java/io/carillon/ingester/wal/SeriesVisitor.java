package io.carillon.ingester.wal;

import io.carillon.common.labels.Labels;
import io.carillon.common.tenant.TenantId;

/** Takes series one by one. */
@FunctionalInterface
public interface SeriesVisitor {
  /**
   * A series.
   *
   * @param ref its reference, from 0
   */
  void series(int ref, TenantId tenant, Labels labels);
}
