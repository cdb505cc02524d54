package io.carillon.ingester.exemplar;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.carillon.common.labels.Labels;
import io.carillon.common.store.Exemplar;
import io.carillon.common.store.SeriesExemplars;
import io.carillon.common.tenant.TenantId;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The exemplars that are not sealed, on the heap, by shard. They are visible at once. When there
 * are too many, those that came first go first; what is frozen is being written and stays. If
 * nothing else is left to go, new ones are dropped.
 *
 * <p>Thread-safe, under one lock that is held for microseconds. Exemplars are added before their
 * record is logged, and a shard is frozen after its cut was taken, so that a seal has all that is
 * below the cut; what it has of above, replay brings again, and equal exemplars come once.
 */
public final class ExemplarStore {
  /** What of a shard is not sealed. */
  private static final class Shard {
    private Map<TenantId, StagedExemplars> active = new HashMap<>();
    private @Nullable FrozenExemplars frozen;

    private List<StagedExemplars> of(TenantId tenant) {
      List<StagedExemplars> found = new ArrayList<>(2);
      StagedExemplars staged = active.get(tenant);
      if (staged != null) {
        found.add(staged);
      }
      if (frozen != null) {
        found.add(frozen.staged(tenant));
      }
      return found;
    }
  }

  private final ExemplarLimits limits;
  private final ExemplarMetrics metrics;
  private final List<Shard> shards = new ArrayList<>();

  @GuardedBy("this")
  private final Map<TenantId, Integer> countOfTenant = new HashMap<>();

  @GuardedBy("this")
  private long count;

  @GuardedBy("this")
  private long sizeBytes;

  @GuardedBy("this")
  private long arrivals;

  public ExemplarStore(int shardCount, ExemplarLimits limits, ExemplarMetrics metrics) {
    this.limits = limits;
    this.metrics = metrics;
    for (int i = 0; i < shardCount; i++) {
      shards.add(new Shard());
    }
    metrics.observe(this);
  }

  /**
   * Keeps exemplars; equal ones once.
   *
   * @param shard of all the series
   */
  public synchronized void add(int shard, TenantId tenant, List<SeriesExemplars> exemplars) {
    for (SeriesExemplars series : exemplars) {
      for (Exemplar exemplar : series.exemplars()) {
        add(shard, tenant, series.series(), exemplar);
      }
    }
  }

  @GuardedBy("this")
  private void add(int shard, TenantId tenant, Labels series, Exemplar exemplar) {
    StagedExemplars staged =
        shards.get(shard).active.computeIfAbsent(tenant, _ -> new StagedExemplars());
    long sizeBefore = staged.sizeBytes();
    if (staged.add(arrivals++, series, exemplar)) {
      sizeBytes += staged.sizeBytes() - sizeBefore;
      count++;
      boolean isTenantFull = countOfTenant.merge(tenant, 1, Integer::sum) > limits.maxPerTenant();
      if (isTenantFull && removeOldestOf(tenant)) {
        metrics.tenantFull();
      }
      while (sizeBytes > limits.maxBytes() && removeOldest()) {
        metrics.memoryFull();
      }
    }
  }

  /** Removes the one that came first of all; false when there is none. */
  @GuardedBy("this")
  private boolean removeOldest() {
    TenantId tenantOfOldest = null;
    long oldestArrival = Long.MAX_VALUE;
    for (Shard shard : shards) {
      for (Map.Entry<TenantId, StagedExemplars> entry : shard.active.entrySet()) {
        if (entry.getValue().oldestArrival() < oldestArrival) {
          oldestArrival = entry.getValue().oldestArrival();
          tenantOfOldest = entry.getKey();
        }
      }
    }
    return tenantOfOldest != null && removeOldestOf(tenantOfOldest);
  }

  @GuardedBy("this")
  private boolean removeOldestOf(TenantId tenant) {
    StagedExemplars oldest = null;
    for (Shard shard : shards) {
      StagedExemplars staged = shard.active.get(tenant);
      if (staged != null
          && staged.count() > 0
          && (oldest == null || staged.oldestArrival() < oldest.oldestArrival())) {
        oldest = staged;
      }
    }
    if (oldest == null) {
      return false;
    }
    long sizeBefore = oldest.sizeBytes();
    oldest.removeOldest();
    forget(tenant, 1, sizeBefore - oldest.sizeBytes());
    return true;
  }

  @GuardedBy("this")
  private void forget(TenantId tenant, int exemplars, long bytes) {
    count -= exemplars;
    sizeBytes -= bytes;
    countOfTenant.computeIfPresent(
        tenant, (_, ofTenant) -> ofTenant > exemplars ? ofTenant - exemplars : null);
  }

  /**
   * Sets what a shard has aside, to be sealed. It stays readable until {@link #release}.
   *
   * @throws IllegalStateException when the shard is frozen already
   */
  public synchronized FrozenExemplars freeze(int shard) {
    Shard frozen = shards.get(shard);
    if (frozen.frozen != null) {
      throw new IllegalStateException("shard " + shard + " is frozen already");
    }
    FrozenExemplars result = new FrozenExemplars(frozen.active);
    frozen.frozen = result;
    frozen.active = new HashMap<>();
    return result;
  }

  /** Whether a shard has exemplars that are not sealed, frozen or not. */
  public synchronized boolean hasStaged(int shard) {
    Shard asked = shards.get(shard);
    return asked.frozen != null || !asked.active.isEmpty();
  }

  /** Forgets what was frozen, since it is sealed. */
  public synchronized void release(int shard) {
    Shard released = shards.get(shard);
    FrozenExemplars frozen = released.frozen;
    if (frozen != null) {
      frozen
          .byTenant()
          .forEach((tenant, staged) -> forget(tenant, staged.count(), staged.sizeBytes()));
      released.frozen = null;
    }
  }

  /** Adds what is selected; the same series may come more than once, and so may exemplars. */
  public synchronized void collect(
      TenantId tenant, ExemplarSelection selection, Collection<SeriesExemplars> out) {
    for (Shard shard : shards) {
      shard.of(tenant).forEach(staged -> staged.collect(selection, out));
    }
  }

  /** Exemplars that are not sealed. */
  public synchronized long count() {
    return count;
  }

  /** Their memory, estimated. */
  public synchronized long sizeBytes() {
    return sizeBytes;
  }
}
