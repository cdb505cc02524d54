package io.carillon.ingester.index;

import org.jspecify.annotations.Nullable;
import org.roaringbitmap.RoaringBitmap;

/**
 * A label of a tenant and the series that have it. Guarded by the index' lock. Many labels belong
 * to one series, which costs no more than its number. A label that no series has any more is dead:
 * it stays without series for ever, and its number goes to another.
 */
final class LabelPair {
  /** Object and its places in tables, roughly; the text and the series of many come on top. */
  static final int BASE_BYTES = 52;

  private static final int NONE = -1;

  private final LabelName name;
  private final String value;
  private final int id;

  /** The only series; -1 when there are none, or many. */
  private int single = NONE;

  private @Nullable Postings many;

  /** Place among the labels of its name in order, as {@link SeriesOrder} saw it. */
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

  /** Place among all labels of the tenant. */
  int rank() {
    return name.rank() + rank;
  }

  /** Sets the place among the labels of its name. */
  void setRank(int newRank) {
    rank = newRank;
  }

  /** Number of series. */
  int count() {
    Postings postings = many;
    return postings == null ? single == NONE ? 0 : 1 : postings.count();
  }

  /**
   * Adds a series that is not there.
   *
   * @return by how much {@link #postingsBytes} grew
   */
  int add(int ref) {
    Postings postings = many;
    if (postings != null) {
      int before = postings.sizeBytes();
      return postings.add(ref) ? postings.sizeBytes() - before : 0;
    }
    if (single == NONE) {
      single = ref;
      return 0;
    }
    postings = new Postings();
    postings.add(single);
    postings.add(ref);
    single = NONE;
    many = postings;
    return postings.sizeBytes();
  }

  /** Takes a series away that is there. */
  void remove(int ref) {
    Postings postings = many;
    if (postings == null) {
      single = NONE;
    } else {
      postings.remove(ref);
    }
  }

  /** The only series; -1 when there are none, or many. */
  int single() {
    return single;
  }

  /** The series of a label that has or had many; else null. */
  @Nullable Postings many() {
    return many;
  }

  boolean intersects(RoaringBitmap refs) {
    Postings postings = many;
    return postings == null ? single != NONE && refs.contains(single) : postings.intersects(refs);
  }

  /** Bytes of the series when there are or were many. */
  int postingsBytes() {
    Postings postings = many;
    return postings == null ? 0 : postings.sizeBytes();
  }
}
