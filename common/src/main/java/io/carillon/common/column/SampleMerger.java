package io.carillon.common.column;

import java.util.List;

/**
 * Unites columns of one series, each in time order with unique times, into one of that kind; where
 * two have a sample at one time {@link SampleOrder} decides.
 */
public final class SampleMerger {
  private SampleMerger() {}

  /** The union of all columns. */
  public static SampleColumn merge(List<SampleColumn> columns) {
    SampleColumn result = SampleColumn.EMPTY;
    for (SampleColumn column : columns) {
      result = merge(result, column);
    }
    return result;
  }

  /** The union of two columns. */
  public static SampleColumn merge(SampleColumn a, SampleColumn b) {
    if (a.size() == 0 || b.size() == 0) {
      return a.size() == 0 ? b : a;
    }
    SampleColumnBuilder out = new SampleColumnBuilder(a.size() + b.size());
    int i = 0;
    int j = 0;
    while (i < a.size() && j < b.size()) {
      long timeA = a.timestampsMs()[i];
      long timeB = b.timestampsMs()[j];
      if (timeA < timeB) {
        int end = endOfRun(a, i, timeB);
        out.addRange(a, i, end);
        i = end;
      } else if (timeB < timeA) {
        int end = endOfRun(b, j, timeA);
        out.addRange(b, j, end);
        j = end;
      } else if (SampleOrder.compare(a, i++, b, j++) >= 0) {
        out.add(a, i - 1);
      } else {
        out.add(b, j - 1);
      }
    }
    out.addRange(a, i, a.size());
    out.addRange(b, j, b.size());
    return out.build();
  }

  /** Index after the samples from an index on that lie before a time. */
  private static int endOfRun(SampleColumn column, int from, long beforeMs) {
    long[] timestampsMs = column.timestampsMs();
    int end = from + 1;
    while (end < timestampsMs.length && timestampsMs[end] < beforeMs) {
      end++;
    }
    return end;
  }
}
