package io.carillon.ingester.index;

import io.carillon.common.tenant.TenantId;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.roaringbitmap.RoaringBitmap;

/** Labels of one tenant's series. Guarded by the index' lock. */
final class TenantLabels {
  private final TenantId tenant;
  private final SeriesOrder order;
  private Map<String, LabelName> names = new HashMap<>(0);
  private RoaringBitmap all = new RoaringBitmap();
  private int size;
  private int removals;
  private int pairCount;

  /** By position the labels of the series that came last: the next one has most of them, too. */
  private @Nullable LabelPair[] recent = {};

  TenantLabels(TenantId tenant, SeriesOrder order) {
    this.tenant = tenant;
    this.order = order;
  }

  TenantId tenant() {
    return tenant;
  }

  /** Has its own lock. */
  SeriesOrder order() {
    return order;
  }

  /** Number of series. */
  int size() {
    return size;
  }

  /** Number of series that ever went. */
  int removals() {
    return removals;
  }

  /** Number of labels. */
  int pairCount() {
    return pairCount;
  }

  /** All series; not to be changed. */
  RoaringBitmap all() {
    return all;
  }

  @Nullable LabelName name(String name) {
    return names.get(name);
  }

  Collection<LabelName> names() {
    return names.values();
  }

  void addName(LabelName name) {
    names.put(name.name(), name);
  }

  void removeName(LabelName name) {
    names.remove(name.name());
  }

  /**
   * The label with a name and value; null when no series has it.
   *
   * @param position its place in its label set
   */
  @Nullable LabelPair find(int position, String name, String value) {
    LabelPair last = position < recent.length ? recent[position] : null;
    LabelName values;
    if (last != null && last.count() > 0 && last.name().name().equals(name)) {
      if (last.value().equals(value)) {
        return last;
      }
      values = last.name();
    } else {
      values = names.get(name);
    }
    LabelPair found = values == null ? null : values.find(value);
    if (found != null) {
      remember(position, found);
    }
    return found;
  }

  /** Counts labels that come and go. */
  void countPairs(int more) {
    pairCount += more;
  }

  void addSeries(int ref) {
    all.add(ref);
    size++;
  }

  void removeSeries(int ref) {
    all.remove(ref);
    size--;
    removals++;
    if (size == 0) {
      all = new RoaringBitmap();
      names = new HashMap<>(0);
      recent = new LabelPair[0];
      order.clear();
    }
  }

  private void remember(int position, LabelPair pair) {
    if (position >= recent.length) {
      recent = Arrays.copyOf(recent, position + 4);
    }
    recent[position] = pair;
  }
}
