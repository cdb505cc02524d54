package io.carillon.ingester.index;

import io.carillon.ingester.memory.RunSlab;
import java.util.Arrays;

/**
 * Label sets of series as numbers of labels, off the heap. Changed under the index' lock.
 *
 * <p>A set lies in a run: bytes a number and count of labels, then their numbers, of as many bytes
 * as the largest needs.
 */
final class LabelSets implements AutoCloseable {
  private static final int CHUNK_SHIFT = 14;
  private static final int CHUNK_MASK = (1 << CHUNK_SHIFT) - 1;
  private static final int NONE = -1;
  private static final int[] NO_RUNS = {};
  private static final int HEADER_BYTES = 2;
  private static final int WIDTH_BITS = 3;

  /** Most labels of a set. */
  static final int MAX_LABELS = (1 << (HEADER_BYTES * Byte.SIZE - WIDTH_BITS)) - 1;

  private final RunSlab slab = new RunSlab();

  /** By reference the place of the run; chunks of series that are all gone are empty. */
  private volatile int[][] runs = {};

  private int[] chunkCounts = {};
  private int chunks;
  private int size;

  /**
   * Stores the labels of a series that is not there.
   *
   * @param pairIds numbers of the labels in order; the first one is kept though there are none
   * @param count at most {@link #MAX_LABELS}
   */
  void add(int ref, int[] pairIds, int count) {
    int largest = 0;
    int stored = Math.max(count, 1);
    for (int i = 0; i < stored; i++) {
      largest |= pairIds[i];
    }
    int width = (Integer.SIZE - Integer.numberOfLeadingZeros(largest | 1) + 7) / Byte.SIZE;
    int run = slab.allocate(HEADER_BYTES + stored * width);
    slab.putBytes(run, 0, HEADER_BYTES, count << WIDTH_BITS | width);
    for (int i = 0; i < stored; i++) {
      slab.putBytes(run, HEADER_BYTES + i * width, width, pairIds[i]);
    }
    int chunk = ref >>> CHUNK_SHIFT;
    chunk(chunk)[ref & CHUNK_MASK] = run;
    chunkCounts[chunk]++;
    size++;
  }

  /** Forgets the labels of a series that is there. */
  void remove(int ref) {
    int run = run(ref);
    int header = header(run);
    slab.free(run, HEADER_BYTES + Math.max(count(header), 1) * width(header));
    int chunk = ref >>> CHUNK_SHIFT;
    runs[chunk][ref & CHUNK_MASK] = NONE;
    size--;
    if (--chunkCounts[chunk] == 0) {
      runs[chunk] = NO_RUNS;
      chunks--;
    }
  }

  /** Place of a series' labels; -1 when it is not there. */
  int run(int ref) {
    int[][] all = runs;
    int chunk = ref >>> CHUNK_SHIFT;
    return chunk >= all.length || all[chunk].length == 0 ? NONE : all[chunk][ref & CHUNK_MASK];
  }

  /** What is known of all labels of a run. */
  int header(int run) {
    return slab.getBytes(run, 0, HEADER_BYTES);
  }

  /** Number of labels. */
  static int count(int header) {
    return header >>> WIDTH_BITS;
  }

  /** Number of the i-th label of the run that a header is of. */
  int pairId(int run, int header, int i) {
    int width = width(header);
    return slab.getBytes(run, HEADER_BYTES + i * width, width);
  }

  /** Number of series. */
  int size() {
    return size;
  }

  /** Bytes of memory. */
  long sizeBytes() {
    return slab.sizeBytes() + runs.length * 8L + (((long) chunks * Integer.BYTES) << CHUNK_SHIFT);
  }

  /** Nobody may add any more; no series is there any more. */
  @Override
  public void close() {
    runs = new int[0][];
    slab.close();
  }

  private static int width(int header) {
    return header & ((1 << WIDTH_BITS) - 1);
  }

  private int[] chunk(int chunk) {
    if (chunk >= runs.length) {
      int known = runs.length;
      int[][] grown = Arrays.copyOf(runs, Math.max(chunk + 1, known * 2));
      Arrays.fill(grown, known, grown.length, NO_RUNS);
      chunkCounts = Arrays.copyOf(chunkCounts, grown.length);
      runs = grown;
    }
    int[] found = runs[chunk];
    if (found.length == 0) {
      found = new int[1 << CHUNK_SHIFT];
      Arrays.fill(found, NONE);
      runs[chunk] = found;
      chunks++;
    }
    return found;
  }
}
