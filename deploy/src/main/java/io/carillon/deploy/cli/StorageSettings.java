package io.carillon.deploy.cli;

import io.carillon.common.config.Setting;
import io.carillon.common.config.SettingTypes;
import io.carillon.common.config.Settings;
import io.carillon.ingester.exemplar.ExemplarLimits;
import io.carillon.ingester.service.HeadConfig;
import io.carillon.ingester.service.IngesterConfig;
import io.carillon.ingester.service.LogConfig;
import io.carillon.ingester.shard.ConflictRule;
import io.carillon.ingester.wal.SyncMode;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** The settings of an ingester's storage, by the names that its errors give. */
final class StorageSettings {
  private static final LogConfig LOG = LogConfig.DEFAULT;
  private static final ExemplarLimits EXEMPLARS = ExemplarLimits.DEFAULT;

  private static final Setting<Duration> RETENTION =
      Setting.of(
          "retention",
          "DURATION",
          "15d",
          "How long samples are kept, such as 36h, 15d or 1y.",
          SettingTypes.duration());

  private static final Setting<Long> RETENTION_BYTES =
      bytes(
          "retention-bytes",
          0,
          0,
          "Size of all sealed files above which the oldest are deleted; 0 means any size.");

  private static final Setting<Long> MIN_FREE_DISK_BYTES =
      bytes(
          IngesterConfig.MIN_FREE_DISK_BYTES,
          0,
          256L << 20,
          "Writes are refused while the disk of --data-dir has less free space.");

  private static final Setting<Long> MEMORY_BYTES =
      new Setting<>(
          IngesterConfig.MEMORY_BYTES,
          "BYTES",
          "1/4 of the machine",
          "Memory for series and samples that are not sealed; above it writes are refused.",
          _ ->
              Long.toString(
                  IngesterConfig.defaults(Path.of("."), machineBytes()).head().budgetBytes()),
          SettingTypes.longInteger(1 << 20, Long.MAX_VALUE));

  private static final Setting<String> WAL_SYNC =
      Setting.of(
          "wal-sync",
          "MODE",
          "always",
          "When a write is acknowledged: always, once it is synced to disk; interval, once it is"
              + " written, synced every --wal-sync-interval; os, once it is written, synced when"
              + " the system likes.",
          SettingTypes.oneOf(Set.of("always", "interval", "os")));

  private static final Setting<Duration> WAL_SYNC_INTERVAL =
      Setting.of(
          "wal-sync-interval",
          "DURATION",
          "1s",
          "Time between two syncs of the log with --wal-sync=interval.",
          SettingTypes.duration());

  private static final Setting<Long> WAL_SEGMENT_BYTES =
      bytes(
          "wal-segment-bytes",
          1 << 20,
          LOG.segmentBytes(),
          "Size of a segment of the write-ahead log; its space is taken ahead.");

  private static final Setting<Long> WAL_MAX_BYTES =
      bytes(
          "wal-max-bytes",
          1 << 20,
          LOG.maxBytes(),
          "Size of the write-ahead log at which memory is sealed early; bounds the time of a"
              + " start.");

  private static final Setting<String> CONFLICTS =
      Setting.of(
          "conflicting-samples",
          "RULE",
          "merge",
          "Two values at one time: merge keeps one by a fixed rule, the same on all replicas;"
              + " reject refuses the later one while the earlier one is in memory, sealed files are"
              + " not read.",
          SettingTypes.oneOf(Set.of("merge", "reject")));

  private static final Setting<Integer> MAX_TENANT_EXEMPLARS =
      count(
          "max-tenant-exemplars",
          EXEMPLARS.maxPerTenant(),
          "Exemplars of a tenant that are not sealed; with more, the oldest are dropped.");

  private static final Setting<Long> EXEMPLAR_MEMORY_BYTES =
      bytes(
          "exemplar-memory-bytes",
          1,
          EXEMPLARS.maxBytes(),
          "Memory for exemplars that are not sealed, on the heap; with more, the oldest are"
              + " dropped.");

  private static final Setting<Integer> MAX_FILE_EXEMPLARS =
      count(
          "max-file-exemplars",
          EXEMPLARS.maxPerSection(),
          "Exemplars of a tenant that a merged file holds; more are thinned out.");

  /** In the order of the help. */
  static final List<Setting<?>> ALL =
      List.of(
          RETENTION,
          RETENTION_BYTES,
          MIN_FREE_DISK_BYTES,
          MEMORY_BYTES,
          WAL_SYNC,
          WAL_SYNC_INTERVAL,
          WAL_SEGMENT_BYTES,
          WAL_MAX_BYTES,
          CONFLICTS,
          MAX_TENANT_EXEMPLARS,
          EXEMPLAR_MEMORY_BYTES,
          MAX_FILE_EXEMPLARS);

  private StorageSettings() {}

  /** What the settings say. */
  static IngesterConfig of(Settings settings) {
    IngesterConfig defaults =
        IngesterConfig.defaults(settings.get(ServerTable.DATA_DIR), machineBytes());
    HeadConfig head =
        defaults
            .head()
            .withBudgetBytes(settings.get(MEMORY_BYTES))
            .withConflictRule(ConflictRule.valueOf(upper(settings.get(CONFLICTS))));
    LogConfig log =
        new LogConfig(
            settings.get(WAL_SEGMENT_BYTES),
            LOG.maxPendingBytes(),
            settings.get(WAL_MAX_BYTES),
            SyncMode.valueOf(upper(settings.get(WAL_SYNC))),
            settings.get(WAL_SYNC_INTERVAL),
            LOG.commitSpacing(),
            LOG.spaceRetry());
    return defaults
        .withRetention(settings.get(RETENTION), settings.get(RETENTION_BYTES))
        .withMinFreeDiskBytes(settings.get(MIN_FREE_DISK_BYTES))
        .withHead(head)
        .withLog(log)
        .withExemplars(
            new ExemplarLimits(
                settings.get(MAX_TENANT_EXEMPLARS),
                settings.get(EXEMPLAR_MEMORY_BYTES),
                settings.get(MAX_FILE_EXEMPLARS)));
  }

  /** Memory of the machine, or of the container if that is less. */
  private static long machineBytes() {
    return ManagementFactory.getOperatingSystemMXBean()
            instanceof com.sun.management.OperatingSystemMXBean machine
        ? machine.getTotalMemorySize()
        : Runtime.getRuntime().maxMemory();
  }

  private static String upper(String word) {
    return word.toUpperCase(Locale.ROOT);
  }

  private static Setting<Integer> count(String name, int defaultValue, String description) {
    return Setting.of(
        name,
        "N",
        Integer.toString(defaultValue),
        description,
        SettingTypes.integer(1, Integer.MAX_VALUE));
  }

  private static Setting<Long> bytes(String name, long min, long defaultValue, String description) {
    return Setting.of(
        name,
        "BYTES",
        Long.toString(defaultValue),
        description,
        SettingTypes.longInteger(min, Long.MAX_VALUE));
  }
}
