package io.carillon.ingester.index;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.roaringbitmap.RoaringBitmap;

/**
 * A label of a tenant and the series that have it. Guarded by the index' lock. Many labels belong
 * to one series or a few, so there is a bitmap only for more.
 */
final class LabelPair {
  /** Object, map entry and array of a label, roughly; the text comes on top. */
  static final int BASE_BYTES = 120;

  private static final int MAX_FEW = 32;
  private static final int[] NONE = {};

  private final LabelName name;
  private final String value;
  private final int id;

  /** The first of few, or the newest that are not in the bitmap yet. */
  private int[] tail = NONE;

  private int tailSize;
  private int count;
  private @Nullable RoaringBitmap bitmap;

  /** Place among all labels of the tenant, as {@link LabelRanks} saw it. */
  private int rank;

  LabelPair(LabelName name, String value, int id) {
    this.name = name;
    this.value = value;
    this.id = id;
  }

  LabelName name() {
    return name;
  }

  String value() {
    return value;
  }

  /** Number of the label among those of all tenants. */
  int id() {
    return id;
  }

  int rank() {
    return rank;
  }

  void setRank(int newRank) {
    rank = newRank;
  }

  /** Number of series. */
  int count() {
    return count;
  }

  /** Adds a series that is not there. */
  void add(int ref) {
    if (tailSize == tail.length) {
      if (tailSize < MAX_FEW) {
        tail = Arrays.copyOf(tail, Math.max(1, tailSize * 2));
      } else {
        flush();
      }
    }
    tail[tailSize++] = ref;
    count++;
  }

  /** Takes a series away that is there. */
  void remove(int ref) {
    count--;
    for (int i = 0; i < tailSize; i++) {
      if (tail[i] == ref) {
        tail[i] = tail[--tailSize];
        return;
      }
    }
    if (bitmap != null) {
      bitmap.remove(ref);
    }
  }

  /** Adds the series to a bitmap. */
  void addTo(RoaringBitmap out) {
    if (bitmap != null) {
      out.or(bitmap);
    }
    for (int i = 0; i < tailSize; i++) {
      out.add(tail[i]);
    }
  }

  /** The series, as the caller's own bitmap. */
  RoaringBitmap copy() {
    RoaringBitmap copy = bitmap == null ? new RoaringBitmap() : bitmap.clone();
    for (int i = 0; i < tailSize; i++) {
      copy.add(tail[i]);
    }
    return copy;
  }

  boolean intersects(RoaringBitmap refs) {
    for (int i = 0; i < tailSize; i++) {
      if (refs.contains(tail[i])) {
        return true;
      }
    }
    return bitmap != null && RoaringBitmap.intersects(bitmap, refs);
  }

  private void flush() {
    RoaringBitmap target = bitmap;
    if (target == null) {
      target = new RoaringBitmap();
      bitmap = target;
    }
    for (int i = 0; i < tailSize; i++) {
      target.add(tail[i]);
    }
    tailSize = 0;
  }
}
