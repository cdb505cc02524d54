package io.carillon.ingester.service;

import io.carillon.ingester.exemplar.ExemplarLimits;
import java.nio.file.Path;
import java.time.Duration;

/**
 * Settings of an ingester.
 *
 * @param dataDir where its files are; held by a {@link DataDirectory}
 * @param retention samples older than this are not given back, and deleted in time
 * @param maxBlockBytes size of all sealed files above which the oldest are deleted; 0 for no bound
 * @param minFreeDiskBytes writes are refused while the disk has less space than this
 * @param log of the write-ahead log
 * @param head of what is in memory
 * @param files of what is sealed
 * @param exemplars how many exemplars are kept
 * @param maintenanceInterval how often sealing, merging and retention are looked after
 * @param maxMetadataFamilies metric families of a tenant whose metadata is kept
 */
public record IngesterConfig(
    Path dataDir,
    Duration retention,
    long maxBlockBytes,
    long minFreeDiskBytes,
    LogConfig log,
    HeadConfig head,
    FilesConfig files,
    ExemplarLimits exemplars,
    Duration maintenanceInterval,
    int maxMetadataFamilies) {
  /** Name of the setting for {@link #minFreeDiskBytes}. */
  public static final String MIN_FREE_DISK_BYTES = "min-free-disk-bytes";

  /** Name of the setting for {@link HeadConfig#budgetBytes}. */
  public static final String MEMORY_BYTES = "ingester-memory-bytes";

  private static final long MIB = 1 << 20;

  public IngesterConfig {
    if (retention.isNegative() || retention.isZero()) {
      throw new IllegalArgumentException("expected a positive retention, got " + retention);
    }
    if (maxBlockBytes < 0 || minFreeDiskBytes < 0 || maxMetadataFamilies < 0) {
      throw new IllegalArgumentException(
          "expected sizes of at least 0, got files "
              + maxBlockBytes
              + ", free disk "
              + minFreeDiskBytes
              + ", metadata families "
              + maxMetadataFamilies);
    }
  }

  /**
   * The settings that fit most machines.
   *
   * @param memoryBytes memory of the machine or container; a quarter is for what is not sealed
   */
  public static IngesterConfig defaults(Path dataDir, long memoryBytes) {
    return new IngesterConfig(
        dataDir,
        Duration.ofDays(15),
        0,
        256 * MIB,
        LogConfig.DEFAULT,
        HeadConfig.defaults(Math.max(64 * MIB, memoryBytes / 4)),
        FilesConfig.forHeap(Runtime.getRuntime().maxMemory()),
        ExemplarLimits.DEFAULT,
        Duration.ofSeconds(5),
        100_000);
  }

  /** The same settings with another retention. */
  public IngesterConfig withRetention(Duration newRetention, long newMaxBlockBytes) {
    return with(newRetention, newMaxBlockBytes, minFreeDiskBytes, log, head, exemplars);
  }

  /** The same settings with another disk reserve. */
  public IngesterConfig withMinFreeDiskBytes(long newMinFreeDiskBytes) {
    return with(retention, maxBlockBytes, newMinFreeDiskBytes, log, head, exemplars);
  }

  /** The same settings with another log. */
  public IngesterConfig withLog(LogConfig newLog) {
    return with(retention, maxBlockBytes, minFreeDiskBytes, newLog, head, exemplars);
  }

  /** The same settings with another head. */
  public IngesterConfig withHead(HeadConfig newHead) {
    return with(retention, maxBlockBytes, minFreeDiskBytes, log, newHead, exemplars);
  }

  /** The same settings with other limits of exemplars. */
  public IngesterConfig withExemplars(ExemplarLimits newExemplars) {
    return with(retention, maxBlockBytes, minFreeDiskBytes, log, head, newExemplars);
  }

  private IngesterConfig with(
      Duration newRetention,
      long newMaxBlockBytes,
      long newMinFreeDiskBytes,
      LogConfig newLog,
      HeadConfig newHead,
      ExemplarLimits newExemplars) {
    return new IngesterConfig(
        dataDir,
        newRetention,
        newMaxBlockBytes,
        newMinFreeDiskBytes,
        newLog,
        newHead,
        files,
        newExemplars,
        maintenanceInterval,
        maxMetadataFamilies);
  }

  Path walDirectory() {
    return DataFiles.wal(dataDir);
  }

  Path seriesDirectory() {
    return DataFiles.series(dataDir);
  }

  Path blockDirectory() {
    return DataFiles.blocks(dataDir);
  }
}
