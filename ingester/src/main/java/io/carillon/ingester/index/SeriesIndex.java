package io.carillon.ingester.index;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.carillon.common.labels.Labels;
import io.carillon.common.labels.Matcher;
import io.carillon.common.tenant.TenantId;
import io.carillon.ingester.wal.SeriesVisitor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.roaringbitmap.RoaringBitmap;

/**
 * Labels of all series in memory, of all tenants: label sets, postings and order. A series is named
 * by its reference, a number from 0 that is given from outside and never given again. Thread-safe.
 */
public final class SeriesIndex implements AutoCloseable {
  /** Below this share of a tenant's series, sorting is cheaper than going through all of them. */
  private static final int SMALL_SHARE = 16;

  private final ReadWriteLock lock = new ReentrantReadWriteLock();

  @GuardedBy("lock")
  private final Map<TenantId, Integer> tenantNumbers = new HashMap<>();

  @GuardedBy("lock")
  private final List<TenantLabels> tenants = new ArrayList<>();

  @GuardedBy("lock")
  private final LabelSets labelSets = new LabelSets();

  @GuardedBy("lock")
  private LabelPair[] pairs = new LabelPair[256];

  @GuardedBy("lock")
  private int[] freePairs = new int[16];

  @GuardedBy("lock")
  private int freePairCount;

  @GuardedBy("lock")
  private int pairEnd;

  private volatile long pairBytes;
  private volatile int size;
  private volatile long labelSetBytes;

  /** Number of a tenant; small, given on first sight, never given to another. */
  public int tenantNumber(TenantId tenant) {
    Integer known = locked(() -> tenantNumbers.get(tenant));
    if (known != null) {
      return known;
    }
    lock.writeLock().lock();
    try {
      return tenantNumbers.computeIfAbsent(
          tenant,
          t -> {
            tenants.add(new TenantLabels(t));
            return tenants.size() - 1;
          });
    } finally {
      lock.writeLock().unlock();
    }
  }

  /** The tenant with a number. */
  public TenantId tenant(int number) {
    return locked(() -> tenants.get(number).tenant());
  }

  /** Tenants with series, sorted. */
  public List<TenantId> tenants() {
    return locked(
        () ->
            tenants.stream().filter(t -> t.size() > 0).map(TenantLabels::tenant).sorted().toList());
  }

  /** Adds a series; it is found by matchers when this returns. */
  public void add(int tenant, Labels labels, int ref) {
    int[] pairIds = new int[labels.size()];
    lock.writeLock().lock();
    try {
      TenantLabels tenantLabels = tenants.get(tenant);
      for (int i = 0; i < pairIds.length; i++) {
        LabelPair pair = pair(tenantLabels, labels.name(i), labels.value(i));
        pair.add(ref);
        pairIds[i] = pair.id();
      }
      labelSets.add(ref, tenant, pairIds);
      tenantLabels.addSeries(ref);
      size = labelSets.size();
      labelSetBytes = labelSets.sizeBytes();
    } finally {
      lock.writeLock().unlock();
    }
  }

  /** Forgets a series that is there. */
  public void remove(int ref) {
    lock.writeLock().lock();
    try {
      int run = labelSets.run(ref);
      TenantLabels tenantLabels = tenants.get(labelSets.tenant(run));
      for (int i = 0; i < labelSets.count(run); i++) {
        LabelPair pair = pairs[labelSets.pairId(run, i)];
        pair.remove(ref);
        if (pair.count() == 0) {
          free(tenantLabels, pair);
        }
      }
      labelSets.remove(ref);
      tenantLabels.removeSeries(ref);
      size = labelSets.size();
    } finally {
      lock.writeLock().unlock();
    }
  }

  /** Whether a series that is there has these labels; the tenant is not compared. */
  public boolean hasLabels(int ref, Labels labels) {
    return locked(
        () -> {
          int run = labelSets.run(ref);
          if (run < 0 || labelSets.count(run) != labels.size()) {
            return false;
          }
          for (int i = 0; i < labels.size(); i++) {
            LabelPair pair = pairs[labelSets.pairId(run, i)];
            if (!pair.value().equals(labels.value(i))
                || !pair.name().name().equals(labels.name(i))) {
              return false;
            }
          }
          return true;
        });
  }

  /** Labels of a series; null when it is not there any more. */
  public @Nullable Labels labels(int ref) {
    lock.readLock().lock();
    try {
      int run = labelSets.run(ref);
      return run < 0 ? null : labelsAt(run);
    } finally {
      lock.readLock().unlock();
    }
  }

  /** Shows a series, if it is still there. */
  public void visit(int ref, SeriesVisitor visitor) {
    TenantId tenant;
    Labels labels;
    lock.readLock().lock();
    try {
      int run = labelSets.run(ref);
      if (run < 0) {
        return;
      }
      tenant = tenants.get(labelSets.tenant(run)).tenant();
      labels = labelsAt(run);
    } finally {
      lock.readLock().unlock();
    }
    visitor.series(ref, tenant, labels);
  }

  /**
   * The series of a tenant that fit all matchers.
   *
   * @return the caller's own
   */
  public RoaringBitmap select(TenantId tenant, List<Matcher> matchers) {
    return locked(
        () -> {
          TenantLabels found = find(tenant);
          return found == null ? new RoaringBitmap() : found.select(matchers);
        });
  }

  /** References in label order; those of series that are gone are left out. */
  public int[] inLabelOrder(TenantId tenant, RoaringBitmap refs) {
    lock.writeLock().lock();
    try {
      TenantLabels found = find(tenant);
      if (found == null) {
        return new int[0];
      }
      RoaringBitmap there = RoaringBitmap.and(refs, found.all());
      return sorted(found, there);
    } finally {
      lock.writeLock().unlock();
    }
  }

  /**
   * Adds label names of series.
   *
   * @param refs null for all series of the tenant
   */
  public void collectNames(TenantId tenant, @Nullable RoaringBitmap refs, Collection<String> out) {
    lock.readLock().lock();
    try {
      TenantLabels found = find(tenant);
      if (found != null) {
        for (LabelName name : found.names().values()) {
          if (refs == null || name.pairs().stream().anyMatch(pair -> pair.intersects(refs))) {
            out.add(name.name());
          }
        }
      }
    } finally {
      lock.readLock().unlock();
    }
  }

  /** As {@link #collectNames}, values of one label. */
  public void collectValues(
      TenantId tenant, String name, @Nullable RoaringBitmap refs, Collection<String> out) {
    lock.readLock().lock();
    try {
      TenantLabels found = find(tenant);
      LabelName values = found == null ? null : found.names().get(name);
      if (values != null) {
        Predicate<LabelPair> isWanted = pair -> refs == null || pair.intersects(refs);
        values.pairs().stream().filter(isWanted).map(LabelPair::value).forEach(out::add);
      }
    } finally {
      lock.readLock().unlock();
    }
  }

  /** Number of series. */
  public int size() {
    return size;
  }

  /** Bytes of memory, off the heap and on it, roughly. */
  public long sizeBytes() {
    // Postings of series that lie close together take two bytes a label.
    return labelSetBytes + pairBytes + 24L * size;
  }

  @Override
  public void close() {
    lock.writeLock().lock();
    try {
      labelSets.close();
    } finally {
      lock.writeLock().unlock();
    }
  }

  @GuardedBy("lock")
  private @Nullable TenantLabels find(TenantId tenant) {
    Integer number = tenantNumbers.get(tenant);
    return number == null ? null : tenants.get(number);
  }

  @GuardedBy("lock")
  private Labels labelsAt(int run) {
    String[] strings = new String[labelSets.count(run) * 2];
    for (int i = 0; i < strings.length; i += 2) {
      LabelPair pair = pairs[labelSets.pairId(run, i / 2)];
      strings[i] = pair.name().name();
      strings[i + 1] = pair.value();
    }
    return Labels.ofTrusted(strings);
  }

  @GuardedBy("lock")
  private LabelPair pair(TenantLabels tenantLabels, String name, String value) {
    LabelPair known = tenantLabels.find(name, value);
    if (known != null) {
      return known;
    }
    int id = freePairCount > 0 ? freePairs[--freePairCount] : pairEnd++;
    if (id == pairs.length) {
      pairs = Arrays.copyOf(pairs, id * 2);
    }
    LabelPair added = tenantLabels.addPair(name, value, id);
    pairs[id] = added;
    countBytes(added, 1);
    return added;
  }

  @GuardedBy("lock")
  private void free(TenantLabels tenantLabels, LabelPair pair) {
    tenantLabels.removePair(pair);
    countBytes(pair, -1);
    if (freePairCount == freePairs.length) {
      freePairs = Arrays.copyOf(freePairs, freePairCount * 2);
    }
    freePairs[freePairCount++] = pair.id();
  }

  @GuardedBy("lock")
  @SuppressWarnings("NonAtomicVolatileUpdate") // Written under the lock, read without.
  private void countBytes(LabelPair pair, int sign) {
    pairBytes += sign * (LabelPair.BASE_BYTES + 24L + pair.value().length());
  }

  @GuardedBy("lock")
  private int[] sorted(TenantLabels tenantLabels, RoaringBitmap refs) {
    int wanted = refs.getCardinality();
    tenantLabels.rank();
    SeriesSorter sorter = new SeriesSorter(labelSets, pairs);
    if (wanted < tenantLabels.size() / SMALL_SHARE) {
      int[] sorted = refs.toArray();
      sorter.sort(sorted);
      return sorted;
    }
    RefSet missing = RefSet.of(refs);
    int[] known = missing.take(tenantLabels.order(), wanted);
    if (known.length == wanted) {
      return known;
    }
    int[] fresh = missing.toArray(wanted - known.length);
    sorter.sort(fresh);
    int[] all = merge(known, fresh, sorter);
    if (wanted == tenantLabels.size()) {
      tenantLabels.rememberOrder(all);
    } else if (fresh.length > wanted / 4) {
      tenantLabels.rememberOrder(sorted(tenantLabels, tenantLabels.all()));
    }
    return all;
  }

  private static int[] merge(int[] left, int[] right, SeriesSorter sorter) {
    if (left.length == 0) {
      return right;
    }
    int[] merged = new int[left.length + right.length];
    int i = 0;
    int j = 0;
    for (int k = 0; k < merged.length; k++) {
      boolean takeLeft =
          j == right.length || (i < left.length && sorter.compare(left[i], right[j], 0) < 0);
      merged[k] = takeLeft ? left[i++] : right[j++];
    }
    return merged;
  }

  private <T> T locked(Supplier<T> read) {
    lock.readLock().lock();
    try {
      return read.get();
    } finally {
      lock.readLock().unlock();
    }
  }
}
