package io.carillon.ingester.service;

import io.carillon.ingester.wal.SyncMode;
import java.time.Duration;

/**
 * Settings of the write-ahead log.
 *
 * @param segmentBytes size of a segment file
 * @param maxPendingBytes bytes that may wait for the disk before writers are refused
 * @param maxBytes size of the log at which shards are sealed early; bounds the replay
 * @param syncMode when an acknowledgement is given
 * @param syncInterval with {@link SyncMode#INTERVAL}, time between two syncs
 * @param commitSpacing least time between two commits, whose cost is that of a sync
 * @param spaceRetry pause between attempts while the disk is full
 */
public record LogConfig(
    long segmentBytes,
    long maxPendingBytes,
    long maxBytes,
    SyncMode syncMode,
    Duration syncInterval,
    Duration commitSpacing,
    Duration spaceRetry) {
  private static final long MIB = 1 << 20;

  /** Acknowledges what is synced; about 100 million samples of replay at most. */
  public static final LogConfig DEFAULT =
      new LogConfig(
          64 * MIB,
          64 * MIB,
          512 * MIB,
          SyncMode.ALWAYS,
          Duration.ofSeconds(1),
          Duration.ofMillis(2),
          Duration.ofSeconds(1));

  public LogConfig {
    if (segmentBytes < 1 || maxPendingBytes < 1 || maxBytes < 1) {
      throw new IllegalArgumentException(
          "expected positive sizes, got segment "
              + segmentBytes
              + ", pending "
              + maxPendingBytes
              + ", log "
              + maxBytes);
    }
  }
}
