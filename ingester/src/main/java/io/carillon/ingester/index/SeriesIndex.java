package io.carillon.ingester.index;

import io.carillon.common.labels.Labels;
import io.carillon.common.labels.Matcher;
import io.carillon.common.tenant.TenantId;
import io.carillon.ingester.wal.SeriesVisitor;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.roaringbitmap.RoaringBitmap;

/**
 * Labels of all series in memory, of all tenants: symbols, label sets, postings and order. A series
 * is named by its reference, a number from 0 that is given from outside and never given again.
 * Thread-safe. Whoever adds or removes waits for others that do, and for slices of reads.
 */
public final class SeriesIndex implements AutoCloseable {
  /** Most labels of a series. */
  public static final int MAX_LABELS = LabelSets.MAX_LABELS;

  /** Object, bitmap and order of a tenant, roughly. */
  private static final int TENANT_BYTES = 400;

  private final IndexLock lock = new IndexLock();
  private final Map<TenantId, Integer> tenantNumbers = new ConcurrentHashMap<>();

  /** By their number. */
  private volatile TenantLabels[] tenants = {};

  /** This and what follows is guarded by the lock. */
  private final SeriesLabels series = new SeriesLabels();

  private final Symbols symbols = new Symbols();

  /** Labels and what they have of series, apart from the text. */
  private long pairBytes;

  /** The labels of the series that comes just now. */
  private int[] pairIds = new int[64];

  /** Number of a tenant; small, given on first sight, never given to another. */
  public int tenantNumber(TenantId tenant) {
    Integer known = tenantNumbers.get(tenant);
    if (known == null) {
      lock.write(() -> tenantNumbers.computeIfAbsent(tenant, this::addTenant));
      known = tenantNumbers.get(tenant);
    }
    if (known == null) {
      throw new IllegalStateException("tenant is lost: " + tenant);
    }
    return known;
  }

  /** The tenant with a number. */
  public TenantId tenant(int number) {
    return tenants[number].tenant();
  }

  /** Tenants with series, sorted. */
  public List<TenantId> tenants() {
    return lock.read(
        () ->
            Stream.of(tenants)
                .filter(t -> t.size() > 0)
                .map(TenantLabels::tenant)
                .sorted()
                .toList());
  }

  /**
   * Adds a series that is not there; it is found by matchers when this returns.
   *
   * @throws IllegalArgumentException when it has more labels than {@value LabelSets#MAX_LABELS}
   */
  public void add(int tenant, Labels labels, int ref) {
    lock.write(() -> addSeries(tenant, labels, ref));
  }

  /** Runs changes of many series under one lock. */
  public void atOnce(Runnable changes) {
    lock.write(changes);
  }

  /** Forgets a series that is there. */
  public void remove(int ref) {
    lock.write(() -> removeSeries(ref));
  }

  /**
   * Whether a series that is there has these labels; the tenant is not compared. Takes no lock: the
   * caller makes sure that the series was added before and is not removed meanwhile.
   */
  public boolean hasLabels(int ref, Labels labels) {
    int run = series.run(ref);
    return run >= 0 && series.hasLabels(run, labels);
  }

  /** Labels of a series; null when it is not there any more. */
  public @Nullable Labels labels(int ref) {
    return lock.read(
        () -> {
          int run = series.run(ref);
          return run < 0 ? null : series.labels(run);
        });
  }

  /** Labels of series, null for those that are not there any more, under one lock. */
  public @Nullable Labels[] labels(int[] refs, int count) {
    return lock.read(() -> series.labels(refs, count));
  }

  /** Shows a series, if it is still there. */
  public void visit(int ref, SeriesVisitor visitor) {
    int number = lock.read(() -> series.run(ref) < 0 ? -1 : series.tenant(series.run(ref)));
    Labels labels = labels(ref);
    if (number >= 0 && labels != null) {
      visitor.series(ref, tenant(number), labels);
    }
  }

  /**
   * The series of a tenant that fit all matchers. Those that come or go meanwhile may be among
   * them.
   *
   * @return the caller's own
   */
  public RoaringBitmap select(TenantId tenant, List<Matcher> matchers) {
    TenantLabels found = find(tenant);
    return found == null ? new RoaringBitmap() : new Selector(lock, series, found).select(matchers);
  }

  /** References in label order; those of series that are gone are left out. */
  public int[] inLabelOrder(TenantId tenant, RoaringBitmap refs) {
    TenantLabels found = find(tenant);
    return found == null ? new int[0] : found.order().inOrder(found, refs);
  }

  /**
   * Adds label names of series.
   *
   * @param refs null for all series of the tenant
   */
  public void collectNames(TenantId tenant, @Nullable RoaringBitmap refs, Collection<String> out) {
    TenantLabels found = find(tenant);
    if (found != null) {
      LabelCollector collector = new LabelCollector(lock, series, found);
      if (refs == null) {
        collector.collectNames(out);
      } else {
        collector.collectNames(refs, out);
      }
    }
  }

  /** As {@link #collectNames}, values of one label. */
  public void collectValues(
      TenantId tenant, String name, @Nullable RoaringBitmap refs, Collection<String> out) {
    TenantLabels found = find(tenant);
    if (found != null) {
      LabelCollector collector = new LabelCollector(lock, series, found);
      if (refs == null) {
        collector.collectValues(name, out);
      } else {
        collector.collectValues(name, refs, out);
      }
    }
  }

  /**
   * What makes the index of a tenant large.
   *
   * @param limit most entries of a list
   */
  public Cardinality cardinality(TenantId tenant, int limit) {
    TenantLabels found = find(tenant);
    return found == null ? Cardinality.NOTHING : new CardinalityCounter(lock, found, limit).count();
  }

  /** Number of series. */
  public int size() {
    return lock.read(series::size);
  }

  /** Bytes of memory, off the heap and on it, roughly. */
  public long sizeBytes() {
    long orders = Stream.of(tenants).mapToLong(tenant -> tenant.order().sizeBytes()).sum();
    return lock.read(
        () ->
            series.sizeBytes()
                + symbols.sizeBytes()
                + pairBytes
                + orders
                + (long) TENANT_BYTES * tenants.length);
  }

  /** Series must not be added, removed or compared any more. */
  @Override
  public void close() {
    lock.write(series::close);
  }

  private @Nullable TenantLabels find(TenantId tenant) {
    Integer number = tenantNumbers.get(tenant);
    return number == null ? null : tenants[number];
  }

  private int addTenant(TenantId tenant) {
    TenantLabels[] grown = Arrays.copyOf(tenants, tenants.length + 1);
    grown[tenants.length] = new TenantLabels(tenant, new SeriesOrder(lock, series));
    tenants = grown;
    return grown.length - 1;
  }

  private void addSeries(int number, Labels labels, int ref) {
    TenantLabels tenant = tenants[number];
    int count = labels.size();
    if (count > LabelSets.MAX_LABELS) {
      throw new IllegalArgumentException("too many labels: " + count);
    }
    if (count > pairIds.length) {
      pairIds = new int[count * 2];
    }
    pairIds[0] = number;
    for (int i = 0; i < count; i++) {
      LabelPair known = tenant.find(i, labels.name(i), labels.value(i));
      LabelPair pair =
          known == null ? addPair(number, tenant, labels.name(i), labels.value(i)) : known;
      pairBytes += pair.add(ref);
      pairIds[i] = pair.id();
    }
    series.add(ref, pairIds, count);
    tenant.addSeries(ref);
  }

  private LabelPair addPair(int number, TenantLabels tenant, String name, String value) {
    LabelName values = tenant.name(name);
    if (values == null) {
      values = new LabelName(number, symbols.take(name));
      tenant.addName(values);
      pairBytes += LabelName.BASE_BYTES;
    }
    LabelPair pair = new LabelPair(values, symbols.take(value), series.nextPairId());
    values.add(pair);
    series.addPair(pair);
    tenant.countPairs(1);
    pairBytes += LabelPair.BASE_BYTES;
    return pair;
  }

  private void removeSeries(int ref) {
    int run = series.run(ref);
    TenantLabels tenant = tenants[series.tenant(run)];
    for (LabelPair pair : series.pairs(run)) {
      int before = pair.postingsBytes();
      pair.remove(ref);
      if (pair.count() == 0) {
        pairBytes -= before;
        removePair(tenant, pair);
      }
    }
    series.remove(ref);
    tenant.removeSeries(ref);
  }

  private void removePair(TenantLabels tenant, LabelPair pair) {
    LabelName values = pair.name();
    values.remove(pair);
    series.removePair(pair);
    symbols.release(pair.value());
    tenant.countPairs(-1);
    pairBytes -= LabelPair.BASE_BYTES;
    if (values.size() == 0) {
      tenant.removeName(values);
      symbols.release(values.name());
      pairBytes -= LabelName.BASE_BYTES;
    }
  }
}
