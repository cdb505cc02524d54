package io.carillon.ingester.wal;

import java.time.Duration;

/**
 * Bounds of a log.
 *
 * @param segmentBytes size of a segment's file
 * @param maxPendingBytes bytes that may wait to be durable before writers are refused
 * @param shardCount shards that records belong to; fixed for the life of the data
 * @param syncMode when to call fdatasync
 * @param syncInterval how often, when the mode is {@link SyncMode#INTERVAL}
 * @param commitSpacing least time between the beginnings of two commits; what comes meanwhile
 *     shares the next one
 * @param spaceRetry pause between attempts while the disk is full
 */
public record LogOptions(
    long segmentBytes,
    long maxPendingBytes,
    int shardCount,
    SyncMode syncMode,
    Duration syncInterval,
    Duration commitSpacing,
    Duration spaceRetry) {
  /** A shard takes one byte in a frame. */
  static final int MAX_SHARDS = 256;

  public LogOptions {
    if (segmentBytes <= LogFormat.HEADER_BYTES || maxPendingBytes < 1) {
      throw new IllegalArgumentException(
          "expected a segment above "
              + LogFormat.HEADER_BYTES
              + " bytes and a positive bound, got segment "
              + segmentBytes
              + ", pending "
              + maxPendingBytes);
    }
    if (shardCount < 1 || shardCount > MAX_SHARDS) {
      throw new IllegalArgumentException(
          "expected 1 to " + MAX_SHARDS + " shards, got " + shardCount);
    }
    if (commitSpacing.isNegative()) {
      throw new IllegalArgumentException(
          "expected no negative spacing of commits, got " + commitSpacing);
    }
    if (!syncInterval.isPositive() || !spaceRetry.isPositive()) {
      throw new IllegalArgumentException(
          "expected positive durations, got interval " + syncInterval + ", retry " + spaceRetry);
    }
  }
}
