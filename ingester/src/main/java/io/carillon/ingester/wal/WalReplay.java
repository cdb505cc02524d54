package io.carillon.ingester.wal;

import io.carillon.common.column.SampleColumn;
import io.carillon.common.labels.Labels;
import io.carillon.common.store.MetricMetadata;
import io.carillon.common.tenant.TenantId;
import java.util.List;

/** Takes what a log contains, in the order in which it was written. One thread. */
public interface WalReplay {
  /** A segment begins: references of the one before mean nothing any more. */
  void beginSegment(long number);

  /** The segment is over. */
  void endSegment(long number);

  /** A reference means this series. */
  void series(int ref, TenantId tenant, Labels labels);

  /** Samples of a series; the reference is unknown when its SERIES record is damaged. */
  void samples(int ref, SampleColumn column);

  /** Metadata of metric families. */
  void metadata(TenantId tenant, List<MetricMetadata> metadata);
}
