package io.carillon.ingester.inspect;

import io.carillon.ingester.wal.LogDamage;
import io.carillon.ingester.wal.SegmentInfo;
import java.util.List;

/**
 * What is in a write-ahead log.
 *
 * @param segments oldest first
 * @param spareCount files that wait to become segments
 * @param lastLsn number of the last record; the next one's less 1 when there is none
 * @param lastSegment the one that was written last; 0 when there is none
 * @param lastEnd bytes of it that are used
 * @param isEnded whether the log was closed in order; else bytes behind its end may be those of
 *     records that nobody acknowledged
 * @param unsealedRecords records that only the log has
 * @param unsealedBytes bytes of them
 * @param damages what is lost
 */
public record LogSummary(
    List<SegmentInfo> segments,
    int spareCount,
    long lastLsn,
    long lastSegment,
    long lastEnd,
    boolean isEnded,
    long unsealedRecords,
    long unsealedBytes,
    List<LogDamage> damages) {
  public LogSummary {
    segments = List.copyOf(segments);
    damages = List.copyOf(damages);
  }

  /** Bytes of the segments that hold something. */
  public long usedBytes() {
    return segments.stream().mapToLong(SegmentInfo::usedBytes).sum();
  }

  /** Size of the segments' files. */
  public long fileBytes() {
    return segments.stream().mapToLong(SegmentInfo::fileBytes).sum();
  }
}
