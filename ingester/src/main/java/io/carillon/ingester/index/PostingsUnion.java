package io.carillon.ingester.index;

import java.util.Arrays;
import org.roaringbitmap.FastAggregation;
import org.roaringbitmap.RoaringBitmap;

/** Gathers the series of many labels. One use, in one thread. */
final class PostingsUnion {
  private static final int PAIRS_A_SLICE = 256;

  private RoaringBitmap union = new RoaringBitmap();

  /** Series that are in no bitmap, in no order. */
  private int[] loose = new int[32];

  private int looseCount;

  /** The series that have any of the labels; the caller's own. */
  RoaringBitmap of(LabelPair[] pairs, IndexLock lock) {
    lock.readInSlices(0, pairs.length, PAIRS_A_SLICE, (from, to) -> add(pairs, from, to));
    if (looseCount > 0) {
      int[] refs = Arrays.copyOf(loose, looseCount);
      RoaringBitmap others = RoaringBitmap.bitmapOfUnordered(refs);
      if (union.isEmpty()) {
        return others;
      }
      union.or(others);
    }
    return union;
  }

  private void add(LabelPair[] pairs, int from, int to) {
    RoaringBitmap[] bitmaps = new RoaringBitmap[to - from];
    int count = 0;
    for (int i = from; i < to; i++) {
      Postings many = pairs[i].many();
      if (many == null) {
        addLoose(pairs[i].single());
        continue;
      }
      for (int j = 0; j < many.tailSize(); j++) {
        addLoose(many.tail()[j]);
      }
      RoaringBitmap bitmap = many.bitmap();
      if (bitmap != null) {
        bitmaps[count++] = bitmap;
      }
    }
    if (count > 0) {
      or(Arrays.copyOf(bitmaps, count));
    }
  }

  private void or(RoaringBitmap[] bitmaps) {
    if (union.isEmpty()) {
      union = bitmaps.length == 1 ? bitmaps[0].clone() : FastAggregation.or(bitmaps);
    } else {
      union.or(bitmaps.length == 1 ? bitmaps[0] : FastAggregation.or(bitmaps));
    }
  }

  private void addLoose(int ref) {
    if (ref < 0) {
      return;
    }
    if (looseCount == loose.length) {
      loose = Arrays.copyOf(loose, looseCount * 2);
    }
    loose[looseCount++] = ref;
  }
}
