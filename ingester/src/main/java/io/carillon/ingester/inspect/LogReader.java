package io.carillon.ingester.inspect;

import io.carillon.common.error.CarillonException;
import io.carillon.common.error.ErrorCode;
import io.carillon.ingester.file.FileStore;
import io.carillon.ingester.wal.LogRecovery;
import io.carillon.ingester.wal.RecordType;
import io.carillon.ingester.wal.RecordVisitor;
import io.carillon.ingester.wal.SegmentCipher;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;

/** Counts what is in a log. One use, one thread. */
final class LogReader implements RecordVisitor {
  private final List<Long> cuts;
  private long unsealedRecords;
  private long unsealedBytes;

  private LogReader(List<Long> cuts) {
    this.cuts = cuts;
  }

  /**
   * Reads a log as a start would.
   *
   * @param cuts for each shard the first LSN that is not sealed
   */
  static LogSummary read(FileStore files, Path directory, List<Long> cuts) throws IOException {
    LogReader reader = new LogReader(cuts);
    LogRecovery.Result found = reader.recover(files, directory);
    long spares = files.list(directory).stream().filter(name -> name.endsWith(".spare")).count();
    return new LogSummary(
        found.segments(),
        (int) spares,
        found.lastLsn(),
        found.lastNumber(),
        found.lastEnd(),
        found.isEnded(),
        reader.unsealedRecords,
        reader.unsealedBytes,
        found.damages());
  }

  private LogRecovery.Result recover(FileStore files, Path directory) throws IOException {
    LogRecovery.Bounds bounds =
        new LogRecovery.Bounds(cuts.size(), Collections.min(cuts), Collections.max(cuts));
    try {
      return LogRecovery.recover(files, directory, bounds, SegmentCipher.NONE, List.of(this));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CarillonException(ErrorCode.CANCELED, "interrupted while reading the log", e);
    }
  }

  @Override
  public void beginSegment(long number) {}

  @Override
  public void record(long lsn, RecordType type, int shard, byte[] content, int offset, int length) {
    if (shard >= cuts.size() || lsn >= cuts.get(shard)) {
      unsealedRecords++;
      unsealedBytes += length;
    }
  }
}
