package io.carillon.ingester.shard;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.carillon.ingester.wal.RecordLog;
import io.carillon.ingester.wal.RecordType;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntFunction;
import java.util.function.Predicate;

/** A log in memory, of segments with few records. */
final class TestingLog implements RecordLog {
  /** A record as it was appended. */
  @SuppressWarnings("ArrayRecordComponent") // Identity is never asked.
  record Entry(long segment, int shard, RecordType type, long lsn, byte[] body) {}

  private final int recordsPerSegment;

  @GuardedBy("this")
  private final List<Entry> entries = new ArrayList<>();

  @GuardedBy("this")
  private long segment = 1;

  @GuardedBy("this")
  private int inSegment;

  @GuardedBy("this")
  private Predicate<RecordType> failing = _ -> false;

  TestingLog(int recordsPerSegment) {
    this.recordsPerSegment = recordsPerSegment;
  }

  @Override
  public synchronized long segment() {
    return segment;
  }

  @Override
  public synchronized long append(
      long encodedFor, int shard, RecordType type, byte[] body, int offset, int length) {
    if (failing.test(type)) {
      throw new IllegalStateException("the log is told to fail");
    }
    if (inSegment == recordsPerSegment) {
      segment++;
      inSegment = 0;
    }
    if (encodedFor != segment) {
      return STALE_SEGMENT;
    }
    inSegment++;
    long lsn = nextLsn();
    entries.add(
        new Entry(segment, shard, type, lsn, Arrays.copyOfRange(body, offset, offset + length)));
    return lsn;
  }

  synchronized long nextLsn() {
    return entries.size() + 1L;
  }

  synchronized List<Entry> entries() {
    return List.copyOf(entries);
  }

  /** Has records of some types fail. */
  synchronized void failWhen(Predicate<RecordType> fails) {
    failing = fails;
  }

  /** Gives all records that a predicate keeps to readers of their shards. */
  void replay(IntFunction<ShardReplay> readers, Predicate<Entry> isKept) {
    for (Entry entry : entries()) {
      if (isKept.test(entry)) {
        readers
            .apply(entry.shard())
            .record(
                entry.segment(), entry.lsn(), entry.type(), entry.body(), 0, entry.body().length);
      }
    }
  }
}
