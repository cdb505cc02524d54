package io.carillon.common.store;

import io.carillon.common.tenant.TenantId;
import java.util.List;

/**
 * Samples of one tenant on their way to one ingester.
 *
 * @param tenant whose samples these are
 * @param ringEpoch version of the ring by which the sender chose this ingester; 0 without ring
 * @param deleteNumber the newest delete that the sender knows; 0 as long as there are no deletes
 * @param series each label set at most once
 * @param metadata what is known about metric families
 * @param exemplars each label set at most once; they need not belong to {@code series}
 */
public record PushBatch(
    TenantId tenant,
    long ringEpoch,
    long deleteNumber,
    List<SeriesSamples> series,
    List<MetricMetadata> metadata,
    List<SeriesExemplars> exemplars) {
  public PushBatch {
    series = List.copyOf(series);
    metadata = List.copyOf(metadata);
    exemplars = List.copyOf(exemplars);
  }

  /** A batch without exemplars. */
  public PushBatch(
      TenantId tenant,
      long ringEpoch,
      long deleteNumber,
      List<SeriesSamples> series,
      List<MetricMetadata> metadata) {
    this(tenant, ringEpoch, deleteNumber, series, metadata, List.of());
  }
}
