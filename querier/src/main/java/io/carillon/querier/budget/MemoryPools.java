package io.carillon.querier.budget;

import io.carillon.common.tenant.TenantId;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * The memory of all queries of a process: one pool, and within it one for each tenant that has
 * queries. Thread-safe.
 */
public final class MemoryPools {
  private final MemoryPool process;
  private final long tenantLimitBytes;
  private final Map<TenantId, Tenant> tenants = new ConcurrentHashMap<>();

  private record Tenant(MemoryPool pool, int shares) {}

  /** Which of the pools had not enough. */
  public enum Level {
    TENANT,
    PROCESS
  }

  /**
   * Pools.
   *
   * @param processLimitBytes of all queries together
   * @param tenantLimitBytes of all queries of one tenant together
   */
  public MemoryPools(long processLimitBytes, long tenantLimitBytes) {
    process = new MemoryPool(processLimitBytes);
    this.tenantLimitBytes = tenantLimitBytes;
  }

  /** A share for one query, which takes nothing yet; to be closed. */
  public Share open(TenantId tenant) {
    Tenant opened =
        tenants.compute(
            tenant,
            (_, known) ->
                known == null
                    ? new Tenant(new MemoryPool(tenantLimitBytes), 1)
                    : new Tenant(known.pool(), known.shares() + 1));
    return new Share(tenant, opened.pool());
  }

  /** Bytes that all queries hold. */
  public long usedBytes() {
    return process.usedBytes();
  }

  /** Calls back for each tenant that has queries, with the bytes that they hold. */
  public void forEachTenant(BiConsumer<TenantId, Long> consumer) {
    tenants.forEach((tenant, entry) -> consumer.accept(tenant, entry.pool().usedBytes()));
  }

  /** What one query took from the pools. Calls are the owner's to put in order. */
  public final class Share implements AutoCloseable {
    private final TenantId tenant;
    private final MemoryPool pool;
    private long heldBytes;

    private Share(TenantId tenant, MemoryPool pool) {
      this.tenant = tenant;
      this.pool = pool;
    }

    /** Takes memory from both pools; null when done, else nothing is taken. */
    public @Nullable Level take(long bytes) {
      long tenantBytes = pool.usedBytes();
      if (!pool.take(bytes, heldBytes)) {
        return Level.TENANT;
      }
      if (!process.take(bytes, tenantBytes)) {
        pool.giveBack(bytes);
        return Level.PROCESS;
      }
      heldBytes += bytes;
      return null;
    }

    /** Gives a part back. */
    public void giveBack(long bytes) {
      heldBytes -= bytes;
      pool.giveBack(bytes);
      process.giveBack(bytes);
    }

    /** What this query took. */
    public long heldBytes() {
      return heldBytes;
    }

    /** What all who draw from a pool hold. */
    public long usedBytes(Level level) {
      return pool(level).usedBytes();
    }

    /** How much a pool has in all. */
    public long limitBytes(Level level) {
      return pool(level).limitBytes();
    }

    private MemoryPool pool(Level level) {
      return level == Level.TENANT ? pool : process;
    }

    /** Gives everything back. To be called once. */
    @Override
    public void close() {
      giveBack(heldBytes);
      tenants.computeIfPresent(
          tenant,
          (_, known) -> known.shares() == 1 ? null : new Tenant(known.pool(), known.shares() - 1));
    }
  }
}
