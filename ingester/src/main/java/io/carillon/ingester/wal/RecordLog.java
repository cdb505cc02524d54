package io.carillon.ingester.wal;

/**
 * The log as the writers of records see it. Thread-safe. A record's number (LSN) is taken when it
 * is appended; who appends under the lock of a shard therefore has the records of that shard in
 * order.
 */
public interface RecordLog {
  /** Returned by {@link #append} when the record was encoded for a segment that is full. */
  long STALE_SEGMENT = -1;

  /** Number of the segment that the next record goes to. A segment must decode without others. */
  long segment();

  /**
   * Appends a record. Never blocks on the disk; bounded by what the log admitted before.
   *
   * @param segment for which the body was encoded
   * @param shard that the record belongs to
   * @param body copied before this returns
   * @return the record's LSN, from 1, or {@link #STALE_SEGMENT}: then nothing was appended, and the
   *     record has to be encoded anew for {@link #segment}
   */
  long append(long segment, int shard, RecordType type, byte[] body, int offset, int length);
}
