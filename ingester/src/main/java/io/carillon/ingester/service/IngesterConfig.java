package io.carillon.ingester.service;

import java.nio.file.Path;
import java.time.Duration;

/**
 * Settings of an ingester.
 *
 * @param dataDir where its files are; held by a {@link DataDirectory}
 * @param retention samples older than this are not given back, and deleted in time
 * @param minFreeDiskBytes writes are refused while the disk has less space than this
 * @param walSegmentBytes size at which the log begins a new segment
 * @param maxPendingWalBytes bytes that may wait for the disk before writers are refused
 * @param maxWalBytes size of the unsealed log at which the head is sealed; bounds the replay
 * @param maxHeadBytes memory of a head at which it is sealed; two heads may exist at a time
 * @param sealInterval age at which the head is sealed
 * @param maintenanceInterval how often sealing, merging and retention are looked after
 * @param mergeFanIn so many blocks of one kind are merged into one
 * @param indexCacheBytes memory for unpacked indexes of blocks
 * @param pageCacheBytes memory for unpacked pages of blocks
 * @param maxMetadataFamilies metric families of a tenant whose metadata is kept
 */
public record IngesterConfig(
    Path dataDir,
    Duration retention,
    long minFreeDiskBytes,
    long walSegmentBytes,
    long maxPendingWalBytes,
    long maxWalBytes,
    long maxHeadBytes,
    Duration sealInterval,
    Duration maintenanceInterval,
    int mergeFanIn,
    long indexCacheBytes,
    long pageCacheBytes,
    int maxMetadataFamilies) {
  private static final long MIB = 1 << 20;

  /** Blocks span at least this; retention works by whole blocks. */
  private static final Duration MIN_BLOCK_WINDOW = Duration.ofDays(1);

  /** So many block windows at most make up the retention: bounds the files of one seal. */
  private static final int MAX_WINDOWS = 32;

  public IngesterConfig {
    if (retention.isNegative() || retention.isZero()) {
      throw new IllegalArgumentException("expected a positive retention, got " + retention);
    }
    if (maxHeadBytes < 1 || maxWalBytes < 1 || minFreeDiskBytes < 0 || maxMetadataFamilies < 0) {
      throw new IllegalArgumentException(
          "expected positive sizes, got head "
              + maxHeadBytes
              + ", log "
              + maxWalBytes
              + ", free disk "
              + minFreeDiskBytes
              + ", metadata families "
              + maxMetadataFamilies);
    }
  }

  /** The settings that fit most machines. Two heads take at most half of the Java heap. */
  public static IngesterConfig defaults(Path dataDir) {
    return new IngesterConfig(
        dataDir,
        Duration.ofDays(15),
        256 * MIB,
        64 * MIB,
        64 * MIB,
        256 * MIB,
        Math.max(16 * MIB, Runtime.getRuntime().maxMemory() / 4),
        Duration.ofHours(1),
        Duration.ofSeconds(5),
        4,
        Math.max(16 * MIB, Runtime.getRuntime().maxMemory() / 16),
        Math.max(16 * MIB, Runtime.getRuntime().maxMemory() / 16),
        100_000);
  }

  /** The same settings with another retention. */
  public IngesterConfig withRetention(Duration newRetention) {
    return new IngesterConfig(
        dataDir,
        newRetention,
        minFreeDiskBytes,
        walSegmentBytes,
        maxPendingWalBytes,
        maxWalBytes,
        maxHeadBytes,
        sealInterval,
        maintenanceInterval,
        mergeFanIn,
        indexCacheBytes,
        pageCacheBytes,
        maxMetadataFamilies);
  }

  /** The same settings with another disk reserve. */
  public IngesterConfig withMinFreeDiskBytes(long newMinFreeDiskBytes) {
    return new IngesterConfig(
        dataDir,
        retention,
        newMinFreeDiskBytes,
        walSegmentBytes,
        maxPendingWalBytes,
        maxWalBytes,
        maxHeadBytes,
        sealInterval,
        maintenanceInterval,
        mergeFanIn,
        indexCacheBytes,
        pageCacheBytes,
        maxMetadataFamilies);
  }

  /** Span of time of a block, in milliseconds. */
  long blockWindowMs() {
    long day = MIN_BLOCK_WINDOW.toMillis();
    long days = Math.ceilDiv(retention.toMillis(), day);
    return day * Math.max(1, Math.ceilDiv(days, MAX_WINDOWS));
  }

  Path walDirectory() {
    return dataDir.resolve("wal");
  }

  Path blockDirectory() {
    return dataDir.resolve("blocks");
  }
}
