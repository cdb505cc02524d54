package io.carillon.ingester.index;

import io.carillon.ingester.memory.RecordArray;
import java.util.Arrays;

/**
 * Label sets of series as numbers of labels, off the heap. Guarded by the index' lock.
 *
 * <p>A set lies in a run of integers: tenant, number of labels, numbers of labels. Runs that are
 * free are used again for sets of the same size.
 */
final class LabelSets implements AutoCloseable {
  private static final int HEADER = 2;
  private static final int CHUNK_SHIFT = 14;
  private static final int CHUNK_MASK = (1 << CHUNK_SHIFT) - 1;
  private static final int NONE = -1;

  private final RecordArray ints = new RecordArray(Integer.BYTES);

  /** First free run by the number of labels; its first integer names the next one. */
  private int[] freeRuns = {};

  private int end;

  /** By reference the place of the run; chunks of series that are all gone are null. */
  private int[][] runs = {};

  private int[] chunkCounts = {};
  private int size;

  /** Stores the labels of a series that is not there. */
  void add(int ref, int tenant, int[] pairIds) {
    int run = allocate(pairIds.length);
    ints.putInt(run, 0, tenant);
    ints.putInt(run + 1, 0, pairIds.length);
    for (int i = 0; i < pairIds.length; i++) {
      ints.putInt(run + HEADER + i, 0, pairIds[i]);
    }
    int chunk = ref >>> CHUNK_SHIFT;
    ensureChunk(chunk);
    runs[chunk][ref & CHUNK_MASK] = run;
    chunkCounts[chunk]++;
    size++;
  }

  /** Forgets the labels of a series that is there. */
  void remove(int ref) {
    int run = run(ref);
    int count = ints.getInt(run + 1, 0);
    if (count >= freeRuns.length) {
      int known = freeRuns.length;
      freeRuns = Arrays.copyOf(freeRuns, count + 1);
      Arrays.fill(freeRuns, known, freeRuns.length, NONE);
    }
    ints.putInt(run, 0, freeRuns[count]);
    freeRuns[count] = run;
    int chunk = ref >>> CHUNK_SHIFT;
    runs[chunk][ref & CHUNK_MASK] = NONE;
    size--;
    if (--chunkCounts[chunk] == 0) {
      runs[chunk] = new int[0];
    }
  }

  /** Place of a series' labels; -1 when it is not there. */
  int run(int ref) {
    int chunk = ref >>> CHUNK_SHIFT;
    return chunk >= runs.length || runs[chunk].length == 0 ? NONE : runs[chunk][ref & CHUNK_MASK];
  }

  int tenant(int run) {
    return ints.getInt(run, 0);
  }

  /** Number of labels. */
  int count(int run) {
    return ints.getInt(run + 1, 0);
  }

  /** Number of the i-th label. */
  int pairId(int run, int i) {
    return ints.getInt(run + HEADER + i, 0);
  }

  /** Number of series. */
  int size() {
    return size;
  }

  /** Bytes of memory. */
  long sizeBytes() {
    return ints.sizeBytes() + (long) runs.length * 16 + (long) Integer.BYTES * size;
  }

  @Override
  public void close() {
    ints.close();
  }

  private int allocate(int count) {
    if (count < freeRuns.length && freeRuns[count] != NONE) {
      int run = freeRuns[count];
      freeRuns[count] = ints.getInt(run, 0);
      return run;
    }
    int run = end;
    end = Math.addExact(end, HEADER + count);
    ints.ensureCapacity(end);
    return run;
  }

  private void ensureChunk(int chunk) {
    if (chunk >= runs.length) {
      int known = runs.length;
      runs = Arrays.copyOf(runs, Math.max(chunk + 1, known * 2));
      Arrays.fill(runs, known, runs.length, new int[0]);
      chunkCounts = Arrays.copyOf(chunkCounts, runs.length);
    }
    if (runs[chunk].length == 0) {
      int[] fresh = new int[1 << CHUNK_SHIFT];
      Arrays.fill(fresh, NONE);
      runs[chunk] = fresh;
    }
  }
}
