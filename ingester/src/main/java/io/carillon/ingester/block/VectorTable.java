package io.carillon.ingester.block;

import java.util.Arrays;

/**
 * Numbers the timestamp vectors of a tenant: equal ones have one number. The same array is found at
 * once, another one of the same content by 128 bits of hash. One thread.
 */
final class VectorTable {
  /** Arrays that are kept to be recognized; series that are scraped together hand in the same. */
  private static final int KNOWN_ARRAYS = 1024;

  private static final long MAX_KNOWN_BYTES = 8 << 20;

  private final long[][] known = new long[KNOWN_ARRAYS][];
  private final int[] knownIds = new int[KNOWN_ARRAYS];
  private long knownBytes;

  /** Open addressing; an id of -1 is a free slot. */
  private long[] hashes = new long[256];

  private int[] ids = new int[128];
  private int size;

  VectorTable() {
    Arrays.fill(ids, -1);
  }

  /** The number of a vector, or {@code newId} when it is new; then it has that number. */
  @SuppressWarnings("ReferenceEquality") // The content is compared when the array is another one.
  int find(long[] vector, int newId) {
    int slot = System.identityHashCode(vector) & (KNOWN_ARRAYS - 1);
    if (known[slot] == vector) {
      return knownIds[slot];
    }
    int id = findByContent(vector, newId);
    remember(slot, vector, id);
    return id;
  }

  /** Forgets all vectors. */
  void clear() {
    forgetArrays();
    hashes = new long[256];
    ids = new int[128];
    Arrays.fill(ids, -1);
    size = 0;
  }

  private void remember(int slot, long[] vector, int id) {
    if (knownBytes > MAX_KNOWN_BYTES) {
      forgetArrays();
    }
    long[] forgotten = known[slot];
    knownBytes += (long) Long.BYTES * (vector.length - (forgotten == null ? 0 : forgotten.length));
    known[slot] = vector;
    knownIds[slot] = id;
  }

  private void forgetArrays() {
    Arrays.fill(known, null);
    knownBytes = 0;
  }

  private int findByContent(long[] vector, int newId) {
    long high = vector.length;
    long low = ~vector.length;
    for (long timestampMs : vector) {
      high = (high ^ timestampMs) * 0x9e3779b97f4a7c15L;
      high ^= high >>> 32;
      low = Long.rotateLeft(low, 29) * 0xbf58476d1ce4e5b9L + timestampMs;
    }
    if (2 * size >= ids.length) {
      grow();
    }
    int slot = slot(high, low);
    if (ids[slot] < 0) {
      put(slot, high, low, newId);
      size++;
    }
    return ids[slot];
  }

  private int slot(long high, long low) {
    int mask = ids.length - 1;
    int slot = (int) (high ^ (high >>> 29) ^ low) & mask;
    while (ids[slot] >= 0 && (hashes[2 * slot] != high || hashes[2 * slot + 1] != low)) {
      slot = (slot + 1) & mask;
    }
    return slot;
  }

  private void put(int slot, long high, long low, int id) {
    hashes[2 * slot] = high;
    hashes[2 * slot + 1] = low;
    ids[slot] = id;
  }

  private void grow() {
    long[] oldHashes = hashes;
    int[] oldIds = ids;
    hashes = new long[oldHashes.length * 2];
    ids = new int[oldIds.length * 2];
    Arrays.fill(ids, -1);
    for (int i = 0; i < oldIds.length; i++) {
      if (oldIds[i] >= 0) {
        long high = oldHashes[2 * i];
        long low = oldHashes[2 * i + 1];
        put(slot(high, low), high, low, oldIds[i]);
      }
    }
  }
}
