package io.carillon.ingester.wal;

import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.core.metrics.Histogram;
import io.prometheus.metrics.model.registry.PrometheusRegistry;

/** What the log counts about itself. Thread-safe. */
public final class WalMetrics {
  private final Counter writtenBytes;
  private final Histogram syncSeconds;
  private final Counter diskFullGroups;

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
            .classicUpperBounds(
                0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1, 5)
            .register(registry);
    diskFullGroups =
        Counter.builder()
            .name("carillon_ingester_wal_disk_full_total")
            .help("Groups of writes that were refused because the disk was full.")
            .register(registry);
  }

  void written(long bytes) {
    writtenBytes.inc(bytes);
  }

  void synced(double seconds) {
    syncSeconds.observe(seconds);
  }

  void diskFull() {
    diskFullGroups.inc();
  }
}
