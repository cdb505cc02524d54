package io.carillon.querier.promqltest;

import io.carillon.common.store.SeriesSamples;
import io.carillon.common.store.SeriesSource;
import io.carillon.common.tenant.TenantId;
import java.util.List;

/** Where a script's {@code load} writes and its {@code eval} reads. Used by one thread. */
public interface ScriptStorage {
  /** Stores samples, which can be read when this returns; none of them was stored before. */
  void push(List<SeriesSamples> series);

  /** Forgets everything. */
  void clear();

  /** Whose samples are in use now. */
  TenantId tenant();

  /** What was stored. */
  SeriesSource source();
}
