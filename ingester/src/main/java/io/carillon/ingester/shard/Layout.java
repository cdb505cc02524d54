package io.carillon.ingester.shard;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The series of a sender's batch, in order.
 *
 * @param id unique in a shard and segment
 * @param sequences ascending sequence numbers in the shard
 */
@SuppressWarnings("ArrayRecordComponent") // Compared by content below.
record Layout(int id, int[] sequences) {
  boolean hasSequences(int[] other, int count) {
    return Arrays.equals(sequences, 0, sequences.length, other, 0, count);
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Layout that && id == that.id;
  }

  @Override
  public int hashCode() {
    return id;
  }

  static long hash(int[] sequences, int count) {
    long hash = count;
    for (int i = 0; i < count; i++) {
      hash = (hash ^ sequences[i]) * 0x9E3779B97F4A7C15L;
      hash ^= hash >>> 29;
    }
    return hash;
  }
}
