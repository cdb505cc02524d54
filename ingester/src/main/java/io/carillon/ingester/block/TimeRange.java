package io.carillon.ingester.block;

import java.util.ArrayList;
import java.util.List;

/** A range of time, both ends inclusive. */
record TimeRange(long fromMs, long toMs) {
  static final TimeRange ALL = new TimeRange(Long.MIN_VALUE, Long.MAX_VALUE);

  boolean contains(long timestampMs) {
    return fromMs <= timestampMs && timestampMs <= toMs;
  }

  /** What is left of this range without others. In order of time; may be empty. */
  List<TimeRange> without(List<TimeRange> holes) {
    List<TimeRange> left = List.of(this);
    for (TimeRange hole : holes) {
      List<TimeRange> next = new ArrayList<>(left.size() + 1);
      for (TimeRange range : left) {
        range.without(hole, next);
      }
      left = next;
    }
    return left;
  }

  private void without(TimeRange hole, List<TimeRange> out) {
    if (hole.toMs < fromMs || toMs < hole.fromMs) {
      out.add(this);
      return;
    }
    if (fromMs < hole.fromMs) {
      out.add(new TimeRange(fromMs, hole.fromMs - 1));
    }
    if (hole.toMs < toMs) {
      out.add(new TimeRange(hole.toMs + 1, toMs));
    }
  }
}
