package io.carillon.ingester.shard;

import io.carillon.common.column.SampleColumn;
import io.carillon.common.column.SampleColumnBuilder;
import io.carillon.common.column.SampleOrder;
import java.util.Comparator;
import java.util.stream.IntStream;

/** Brings samples into the order of time. */
public final class TimeOrder {
  private TimeOrder() {}

  /** The same samples in ascending order; where a time comes twice {@link SampleOrder} decides. */
  public static SampleColumn sorted(SampleColumn column) {
    if (isAscending(column.timestampsMs())) {
      return column;
    }
    int[] order =
        IntStream.range(0, column.size())
            .boxed()
            .sorted(
                Comparator.<Integer>comparingLong(i -> column.timestampsMs()[i])
                    .thenComparing((i, j) -> SampleOrder.compare(column, j, column, i)))
            .mapToInt(Integer::intValue)
            .toArray();
    SampleColumnBuilder out = new SampleColumnBuilder(column.size());
    long previousMs = 0;
    for (int i : order) {
      long timestampMs = column.timestampsMs()[i];
      // The winner comes first.
      if (out.size() == 0 || timestampMs != previousMs) {
        out.add(column, i);
      }
      previousMs = timestampMs;
    }
    return out.build();
  }

  private static boolean isAscending(long[] timestampsMs) {
    for (int i = 1; i < timestampsMs.length; i++) {
      if (timestampsMs[i - 1] >= timestampsMs[i]) {
        return false;
      }
    }
    return true;
  }
}
