package io.carillon.ingester.wal;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.util.ArrayDeque;
import java.util.List;
import org.jspecify.annotations.Nullable;

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

  /** The oldest segment when it lies wholly below a record, else null. */
  synchronized @Nullable SegmentInfo oldestBelow(long lsn) {
    SegmentInfo oldest = segments.peekFirst();
    return oldest == null || oldest.lastLsn() >= lsn ? null : oldest;
  }

  /** The oldest segment is gone. */
  synchronized void removeOldest() {
    segments.removeFirst();
  }

  synchronized long usedBytes() {
    return segments.stream().mapToLong(SegmentInfo::usedBytes).sum();
  }
}
