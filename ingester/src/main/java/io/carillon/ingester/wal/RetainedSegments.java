package io.carillon.ingester.wal;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;

/** The segments that are written and still needed, oldest first. Thread-safe. */
final class RetainedSegments {
  @GuardedBy("this")
  private final ArrayDeque<SegmentInfo> segments = new ArrayDeque<>();

  RetainedSegments(List<SegmentInfo> found) {
    segments.addAll(found);
  }

  synchronized void add(SegmentInfo segment) {
    segments.addLast(segment);
  }

  /** Takes the segments that lie wholly below a record. */
  synchronized List<SegmentInfo> takeBelow(long lsn) {
    List<SegmentInfo> taken = new ArrayList<>();
    while (!segments.isEmpty() && segments.getFirst().lastLsn() < lsn) {
      taken.add(segments.removeFirst());
    }
    return taken;
  }

  synchronized long usedBytes() {
    return segments.stream().mapToLong(SegmentInfo::usedBytes).sum();
  }
}
