package io.carillon.ingester.head;

import io.carillon.common.column.SampleColumn;
import io.carillon.common.labels.Labels;
import io.carillon.common.labels.Matcher;
import io.carillon.common.tenant.TenantId;
import io.carillon.ingester.index.SeriesCursor;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The series and samples of all tenants since the last seal. {@link #series} registers on any
 * thread, {@link #apply} is called by one thread at a time, reads come from any thread.
 */
public final class Head {
  private final ConcurrentHashMap<TenantId, TenantHead> tenants = new ConcurrentHashMap<>();
  private final ConcurrentHashMap<String, String> symbols = new ConcurrentHashMap<>();
  private final ReadWriteLock lock = new ReentrantReadWriteLock();
  private final AtomicInteger nextRef = new AtomicInteger();
  private final AtomicLong sizeBytes = new AtomicLong();
  private volatile long sampleCount;
  private volatile long minMs = Long.MAX_VALUE;
  private volatile long maxMs = Long.MIN_VALUE;

  /** The series of a label set, registered if it is new; not visible before it has samples. */
  public HeadSeries series(TenantId tenant, Labels labels) {
    TenantHead tenantHead = tenants.get(tenant);
    if (tenantHead == null) {
      tenantHead = tenants.computeIfAbsent(tenant, _ -> new TenantHead());
    }
    HeadSeries known = tenantHead.find(labels);
    return known != null ? known : tenantHead.register(labels, this::newSeries);
  }

  /**
   * Makes samples visible, all at once.
   *
   * @param series registered here
   * @param columns for each series its samples in ascending order of time
   */
  public void apply(TenantId tenant, List<HeadSeries> series, List<SampleColumn> columns) {
    TenantHead tenantHead = registered(tenant);
    lock.writeLock().lock();
    try {
      for (int i = 0; i < series.size(); i++) {
        append(tenantHead, series.get(i), columns.get(i));
      }
    } finally {
      lock.writeLock().unlock();
    }
  }

  /** Makes samples of one series, in ascending order of time, visible. */
  public void apply(TenantId tenant, HeadSeries series, SampleColumn column) {
    TenantHead tenantHead = registered(tenant);
    lock.writeLock().lock();
    try {
      append(tenantHead, series, column);
    } finally {
      lock.writeLock().unlock();
    }
  }

  /** The series that fit all matchers and have samples in a range. */
  public SeriesCursor select(TenantId tenant, List<Matcher> matchers, long fromMs, long toMs) {
    TenantHead tenantHead = tenants.get(tenant);
    if (tenantHead == null) {
      return new HeadCursor(List.of(), fromMs, toMs);
    }
    List<HeadSeries.Snapshot> found = new ArrayList<>();
    int total =
        locked(
            () -> {
              tenantHead.forEachMatch(
                  matchers,
                  series -> {
                    if (series.overlaps(fromMs, toMs)) {
                      found.add(series.snapshot());
                    }
                  });
              return tenantHead.index().size();
            });
    SeriesOrder order = tenantHead.order();
    return new HeadCursor(
        order.sorted(found, total, () -> locked(tenantHead::labels)), fromMs, toMs);
  }

  /** Label sets of the series that fit all matchers and have samples around a range, no order. */
  public void collectSeries(
      TenantId tenant, List<Matcher> matchers, long fromMs, long toMs, Collection<Labels> out) {
    read(
        tenant,
        fromMs,
        toMs,
        t ->
            t.forEachMatch(
                matchers,
                series -> {
                  if (series.overlaps(fromMs, toMs)) {
                    out.add(series.labels());
                  }
                }));
  }

  /**
   * Label names of series, as far as the head has anything in the range.
   *
   * @param matchers null for all series
   */
  public void collectNames(
      TenantId tenant,
      @Nullable List<Matcher> matchers,
      long fromMs,
      long toMs,
      Collection<String> out) {
    read(tenant, fromMs, toMs, t -> t.index().collectNames(t.select(matchers), out));
  }

  /** As {@link #collectNames}, values of one label. */
  public void collectValues(
      TenantId tenant,
      String name,
      @Nullable List<Matcher> matchers,
      long fromMs,
      long toMs,
      Collection<String> out) {
    read(tenant, fromMs, toMs, t -> t.index().collectValues(name, t.select(matchers), out));
  }

  /** Tenants with registered series, sorted. */
  public List<TenantId> tenants() {
    return tenants.keySet().stream().sorted().toList();
  }

  /** Number of registered series. */
  public int seriesCount() {
    return nextRef.get();
  }

  /** Number of samples that were applied, duplicates included. */
  public long sampleCount() {
    return sampleCount;
  }

  /** Bytes of memory, roughly. */
  public long sizeBytes() {
    return sizeBytes.get();
  }

  /** Time of the earliest sample; above {@link #maxMs} when there is none. */
  public long minMs() {
    return minMs;
  }

  /** Time of the latest sample. */
  public long maxMs() {
    return maxMs;
  }

  private void read(TenantId tenant, long fromMs, long toMs, Consumer<TenantHead> action) {
    TenantHead tenantHead = tenants.get(tenant);
    if (tenantHead == null || minMs > toMs || fromMs > maxMs) {
      return;
    }
    lock.readLock().lock();
    try {
      action.accept(tenantHead);
    } finally {
      lock.readLock().unlock();
    }
  }

  private <T> T locked(Supplier<T> read) {
    lock.readLock().lock();
    try {
      return read.get();
    } finally {
      lock.readLock().unlock();
    }
  }

  private TenantHead registered(TenantId tenant) {
    TenantHead tenantHead = tenants.get(tenant);
    if (tenantHead == null) {
      throw new IllegalArgumentException("expected registered series of tenant " + tenant);
    }
    return tenantHead;
  }

  /** Under the write lock, which makes this the only writer of the counters of samples. */
  @SuppressWarnings("NonAtomicVolatileUpdate")
  private void append(TenantHead tenantHead, HeadSeries series, SampleColumn column) {
    if (column.size() == 0) {
      return;
    }
    long bytes = tenantHead.append(series, column);
    if (bytes > 0) {
      sizeBytes.addAndGet(bytes);
    }
    sampleCount += column.size();
    long firstMs = column.timestampsMs()[0];
    long lastMs = column.timestampsMs()[column.size() - 1];
    // Written only when they change: a volatile write costs more than the rest of this.
    if (firstMs < minMs) {
      minMs = firstMs;
    }
    if (lastMs > maxMs) {
      maxMs = lastMs;
    }
  }

  private HeadSeries newSeries(Labels labels) {
    long bytes = HeadSeries.BASE_BYTES;
    List<String> pairs = new ArrayList<>(labels.size() * 2);
    for (String text : labels.asPairs()) {
      String known = symbols.putIfAbsent(text, text);
      pairs.add(known == null ? text : known);
      bytes += known == null ? 120 + text.length() : 8;
    }
    sizeBytes.addAndGet(bytes);
    return new HeadSeries(nextRef.getAndIncrement(), Labels.ofSorted(pairs));
  }
}
