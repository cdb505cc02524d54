package io.carillon.ingester.index;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.roaringbitmap.RoaringBitmap;

/** Series that share a label: a bitmap, and the newest in a list. Guarded by the index' lock. */
final class Postings {
  private static final int MAX_FEW = 32;

  /** Object and head of the array. */
  private static final int BASE_BYTES = 40;

  /** The first of few, or the newest that are not in the bitmap yet. */
  private int[] tail = new int[4];

  private int tailSize;
  private int count;
  private @Nullable RoaringBitmap bitmap;
  private int bitmapBytes;

  /** Number of series. */
  int count() {
    return count;
  }

  /** Adds a series that is not there. Tells whether {@link #sizeBytes} is another now. */
  boolean add(int ref) {
    boolean isFull = tailSize == tail.length;
    if (isFull) {
      if (tailSize < MAX_FEW) {
        tail = Arrays.copyOf(tail, tailSize * 2);
      } else {
        flush();
      }
    }
    tail[tailSize++] = ref;
    count++;
    return isFull;
  }

  /** Takes a series away that is there. */
  void remove(int ref) {
    count--;
    for (int i = tailSize - 1; i >= 0; i--) {
      if (tail[i] == ref) {
        tail[i] = tail[--tailSize];
        return;
      }
    }
    if (bitmap != null) {
      bitmap.remove(ref);
    }
  }

  /** Those that are in no bitmap; as many as {@link #tailSize}. Not to be changed. */
  int[] tail() {
    return tail;
  }

  int tailSize() {
    return tailSize;
  }

  /** Most of many; null when there are few. Not to be changed. */
  @Nullable RoaringBitmap bitmap() {
    return bitmap;
  }

  boolean intersects(RoaringBitmap refs) {
    for (int i = 0; i < tailSize; i++) {
      if (refs.contains(tail[i])) {
        return true;
      }
    }
    return bitmap != null && RoaringBitmap.intersects(bitmap, refs);
  }

  /** Bytes of memory, as they were when the bitmap last grew. */
  int sizeBytes() {
    return BASE_BYTES + tail.length * Integer.BYTES + bitmapBytes;
  }

  private void flush() {
    RoaringBitmap target = bitmap;
    if (target == null) {
      target = new RoaringBitmap();
      bitmap = target;
    }
    target.addN(tail, 0, tailSize);
    tailSize = 0;
    // Arrays have room to grow; objects and heads of arrays of a container come on top.
    bitmapBytes = (int) (target.getSizeInBytes() * 5L / 4) + 100;
  }
}
