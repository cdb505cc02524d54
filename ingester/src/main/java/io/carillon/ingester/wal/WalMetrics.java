package io.carillon.ingester.wal;

import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.core.metrics.Histogram;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.util.Locale;

/** What the log counts about itself. Thread-safe. */
public final class WalMetrics {
  private static final double[] BOUNDS_SECONDS = {
    0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1, 5
  };

  private final Counter writtenBytes;
  private final Histogram syncSeconds;
  private final Counter diskFullGroups;
  private final Counter recordBytes;
  private final Histogram commitSeconds;

  public WalMetrics(PrometheusRegistry registry) {
    writtenBytes =
        Counter.builder()
            .name("carillon_ingester_wal_written_bytes_total")
            .help("Bytes written to the write-ahead log.")
            .register(registry);
    syncSeconds =
        Histogram.builder()
            .name("carillon_ingester_wal_fsync_duration_seconds")
            .help("Time that fdatasync of the write-ahead log took.")
            .classicOnly()
            .classicUpperBounds(BOUNDS_SECONDS)
            .register(registry);
    diskFullGroups =
        Counter.builder()
            .name("carillon_ingester_wal_disk_full_total")
            .help("Groups of writes that were refused because the disk was full.")
            .register(registry);
    recordBytes =
        Counter.builder()
            .name("carillon_ingester_wal_record_bytes_total")
            .help("Bytes of records that were appended to the write-ahead log, by type of record.")
            .labelNames("type")
            .register(registry);
    commitSeconds =
        Histogram.builder()
            .name("carillon_ingester_wal_commit_duration_seconds")
            .help("Time from the first record of a group until the group was durable.")
            .classicOnly()
            .classicUpperBounds(BOUNDS_SECONDS)
            .register(registry);
  }

  void written(long bytes) {
    writtenBytes.inc(bytes);
  }

  void synced(double seconds) {
    syncSeconds.observe(seconds);
  }

  void committed(double seconds) {
    commitSeconds.observe(seconds);
  }

  /**
   * Records were appended.
   *
   * @param bytesByCode bytes by the code of the type
   */
  void appended(long[] bytesByCode) {
    for (RecordType type : RecordType.values()) {
      if (bytesByCode[type.code()] > 0) {
        recordBytes.labelValues(type.name().toLowerCase(Locale.ROOT)).inc(bytesByCode[type.code()]);
      }
    }
  }

  void diskFull() {
    diskFullGroups.inc();
  }
}
