package io.carillon.distributor.validate;

import io.carillon.common.column.SampleColumn;
import io.carillon.common.column.SampleColumnBuilder;
import io.carillon.common.column.SampleOrder;
import java.util.Arrays;

/** Puts the samples of one series in order of time. */
final class SampleSorter {
  private SampleSorter() {}

  /** Times ascending and unique; where a time comes twice {@link SampleOrder} decides. */
  static SampleColumn sorted(SampleColumn column) {
    if (isAscending(column.timestampsMs())) {
      return column;
    }
    Integer[] order = new Integer[column.size()];
    Arrays.setAll(order, i -> i);
    Arrays.sort(order, (a, b) -> compare(column, a, b));
    SampleColumnBuilder out = new SampleColumnBuilder(order.length);
    for (int i = 0; i < order.length; i++) {
      boolean isLastOfTime =
          i + 1 == order.length
              || column.timestampsMs()[order[i]] != column.timestampsMs()[order[i + 1]];
      if (isLastOfTime) {
        out.add(column, order[i]);
      }
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

  /** By time, the winner of a time last. */
  private static int compare(SampleColumn column, int a, int b) {
    int order = Long.compare(column.timestampsMs()[a], column.timestampsMs()[b]);
    return order != 0 ? order : SampleOrder.compare(column, a, column, b);
  }
}
