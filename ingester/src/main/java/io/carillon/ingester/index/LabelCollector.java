package io.carillon.ingester.index;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import org.roaringbitmap.RoaringBitmap;

/**
 * Finds the names and values of labels that series have, either by going through the labels or by
 * going through the series, whichever are fewer. Takes the index' lock for slices of the work.
 */
final class LabelCollector {
  private static final int PAIRS_A_SLICE = 1024;
  private static final int SERIES_A_SLICE = 512;

  /** About so many labels are looked at instead of one series. */
  private static final int LABELS_A_SERIES = 12;

  private final IndexLock lock;
  private final SeriesLabels labels;
  private final TenantLabels tenant;

  LabelCollector(IndexLock lock, SeriesLabels labels, TenantLabels tenant) {
    this.lock = lock;
    this.labels = labels;
    this.tenant = tenant;
  }

  /** Adds the names of all labels. */
  void collectNames(Collection<String> out) {
    for (LabelName name : names()) {
      out.add(name.name());
    }
  }

  /** Adds the names of labels of some series. */
  void collectNames(RoaringBitmap refs, Collection<String> out) {
    int[] list = refs.toArray();
    Set<LabelName> found = new HashSet<>();
    if (list.length < lock.read(tenant::pairCount) / LABELS_A_SERIES) {
      forEachPair(list, pair -> found.add(pair.name()));
    } else {
      for (LabelName name : names()) {
        if (hasAny(lock.read(name::pairs), refs)) {
          found.add(name);
        }
      }
    }
    for (LabelName name : found) {
      out.add(name.name());
    }
  }

  /** Adds all values of a label. */
  void collectValues(String name, Collection<String> out) {
    for (LabelPair pair : pairs(name)) {
      out.add(pair.value());
    }
  }

  /** Adds the values of a label of some series. */
  void collectValues(String name, RoaringBitmap refs, Collection<String> out) {
    int[] list = refs.toArray();
    Set<LabelPair> found = new HashSet<>();
    LabelPair[] all = pairs(name);
    if (list.length < all.length / LABELS_A_SERIES) {
      forEachPair(
          list,
          pair -> {
            if (pair.name().name().equals(name)) {
              found.add(pair);
            }
          });
      for (LabelPair pair : found) {
        out.add(pair.value());
      }
      return;
    }
    lock.readInSlices(
        0,
        all.length,
        PAIRS_A_SLICE,
        (from, to) -> {
          for (int i = from; i < to; i++) {
            if (all[i].intersects(refs)) {
              out.add(all[i].value());
            }
          }
        });
  }

  private List<LabelName> names() {
    return lock.read(() -> new ArrayList<>(tenant.names()));
  }

  private LabelPair[] pairs(String name) {
    return lock.read(
        () -> {
          LabelName found = tenant.name(name);
          return found == null ? new LabelPair[0] : found.pairs();
        });
  }

  private boolean hasAny(LabelPair[] pairs, RoaringBitmap refs) {
    for (int i = 0; i < pairs.length; i += PAIRS_A_SLICE) {
      int from = i;
      int to = Math.min(i + PAIRS_A_SLICE, pairs.length);
      if (lock.read(() -> hasAny(pairs, from, to, refs))) {
        return true;
      }
    }
    return false;
  }

  private static boolean hasAny(LabelPair[] pairs, int from, int to, RoaringBitmap refs) {
    for (int i = from; i < to; i++) {
      if (pairs[i].intersects(refs)) {
        return true;
      }
    }
    return false;
  }

  private void forEachPair(int[] refs, Consumer<LabelPair> action) {
    lock.readInSlices(
        0,
        refs.length,
        SERIES_A_SLICE,
        (from, to) -> {
          for (int i = from; i < to; i++) {
            int run = labels.run(refs[i]);
            int count = run < 0 ? 0 : labels.count(run);
            for (int j = 0; j < count; j++) {
              action.accept(labels.pair(run, j));
            }
          }
        });
  }
}
