package io.carillon.ingester.shard;

import io.carillon.common.column.SampleColumn;
import io.carillon.common.column.SampleOrder;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Looks among what a shard has in memory, frozen or not, for samples of the same time and another
 * value. Guarded by the shard's lock.
 */
final class Conflicts {
  private final Shard shard;

  Conflicts(Shard shard) {
    this.shard = shard;
  }

  /**
   * A time at which a series has, or the column itself has, another sample; null when there is
   * none.
   *
   * @param column in any order
   */
  @Nullable Long find(int line, SampleColumn column) {
    Long found = differing(TimeOrder.sorted(column), column);
    if (found == null) {
      found = find(shard.active(), line, column);
    }
    Epoch frozen = shard.frozen();
    return found == null && frozen != null ? find(frozen, line, column) : found;
  }

  private @Nullable Long find(Epoch epoch, int line, SampleColumn column) {
    for (int i = 0; i < column.size(); i++) {
      long timestampMs = column.timestampsMs()[i];
      Long bits = shard.stagedBits(epoch, line, timestampMs);
      if (bits != null && !isFloat(column, i, bits)) {
        return timestampMs;
      }
    }
    for (SampleColumn known : epoch.slow().columns(shard.lines().ref(line))) {
      Long found = differing(known, column);
      if (found != null) {
        return found;
      }
    }
    return null;
  }

  private static boolean isFloat(SampleColumn column, int i, long bits) {
    double value = Double.longBitsToDouble(bits);
    return SampleOrder.compare(
            column.values()[i], column.histogram(i), column.startMs(i), value, null, 0)
        == 0;
  }

  /**
   * A time of which both have different samples.
   *
   * @param known in time order
   */
  private static @Nullable Long differing(SampleColumn known, SampleColumn column) {
    for (int i = 0; i < column.size(); i++) {
      long timestampMs = column.timestampsMs()[i];
      int at = Arrays.binarySearch(known.timestampsMs(), timestampMs);
      if (at >= 0 && SampleOrder.compare(known, at, column, i) != 0) {
        return timestampMs;
      }
    }
    return null;
  }
}
