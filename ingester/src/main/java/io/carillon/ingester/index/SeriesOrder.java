package io.carillon.ingester.index;

import io.carillon.common.labels.Utf8Order;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.roaringbitmap.RoaringBitmap;

/**
 * Label order of a tenant's series. What was sorted once is remembered; series that came since are
 * sorted and put in between. Thread-safe; takes the index' lock for slices of the work, so that
 * whoever holds it must not call.
 */
final class SeriesOrder {
  /** Up to so many are compared as they are, without giving all labels their places. */
  private static final int FEW = 512;

  /** Below this share of what is remembered, sorting is cheaper than going through it. */
  private static final int SMALL_SHARE = 64;

  private final IndexLock lock;
  private final SeriesLabels labels;
  private final SeriesMerger merger;

  /** Series in label order, as far as they were sorted once. */
  private volatile int[] order = {};

  SeriesOrder(IndexLock lock, SeriesLabels labels) {
    this.lock = lock;
    this.labels = labels;
    this.merger = new SeriesMerger(lock, labels);
  }

  /** References in label order, without those of series that are gone. */
  int[] inOrder(TenantLabels tenant, RoaringBitmap refs) {
    RoaringBitmap there = lock.read(() -> RoaringBitmap.and(refs, tenant.all()));
    return there.getCardinality() <= FEW
        ? merger.sorted(there.toArray())
        : manyInOrder(tenant, there);
  }

  /** Forgets all. */
  void clear() {
    order = new int[0];
  }

  /** Bytes of memory. */
  long sizeBytes() {
    return 4L * order.length;
  }

  private synchronized int[] manyInOrder(TenantLabels tenant, RoaringBitmap refs) {
    int wanted = refs.getCardinality();
    int[] remembered = order;
    if (wanted <= remembered.length / SMALL_SHARE) {
      return sorted(tenant, refs.toArray());
    }
    RefSet missing = RefSet.of(refs);
    int[] known = missing.take(remembered, wanted);
    if (known.length == wanted) {
      return known;
    }
    int[] fresh = sorted(tenant, missing.toArray(wanted - known.length));
    int[] all = merger.merge(known, fresh);
    remember(tenant, all, fresh.length);
    return all;
  }

  private void remember(TenantLabels tenant, int[] sorted, int fresh) {
    RoaringBitmap all = lock.read(() -> tenant.all().clone());
    int size = all.getCardinality();
    if (sorted.length >= size) {
      order = sorted;
    } else if (fresh > sorted.length / 4) {
      RefSet missing = RefSet.of(all);
      int[] known = missing.take(sorted, size);
      order = merger.merge(known, sorted(tenant, missing.toArray(size - known.length)));
    }
  }

  private int[] sorted(TenantLabels tenant, int[] refs) {
    if (refs.length <= FEW) {
      return merger.sorted(refs);
    }
    rank(tenant);
    SeriesSorter.sort(lock, labels, refs);
    return refs;
  }

  /** Gives every label its place among all. */
  private void rank(TenantLabels tenant) {
    List<LabelName> names = lock.read(() -> new ArrayList<>(tenant.names()));
    names.sort(Comparator.comparing(LabelName::name, Utf8Order::compare));
    int first = 0;
    for (LabelName name : names) {
      LabelPair[] sorted = ValueDictionary.of(name, lock).sorted();
      name.rank(first, sorted);
      first += sorted.length;
    }
  }
}
