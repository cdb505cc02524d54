package io.carillon.common.store;

import org.jspecify.annotations.Nullable;

/** The ingesters as a distributor or querier reaches them, direct or over gRPC. Thread-safe. */
public interface Replicas {
  /** Where to push for an instance; null while its address is unknown. */
  @Nullable SampleSink sink(String instanceId);

  /** Where to read from an instance; null while its address is unknown. */
  @Nullable SeriesSource source(String instanceId);
}
