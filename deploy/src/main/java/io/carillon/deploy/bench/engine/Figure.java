package io.carillon.deploy.bench.engine;

/** What is measured, and what is expected of it. */
enum Figure {
  WIDE("CPU us a sample, wide", 0.25),
  WIDE_COLD("  the same, first run of a process"),
  LONG("CPU us a sample, long", 0.15),
  LONG_COLD("  the same, first run of a process"),
  NEW("CPU us a new series", 5),
  NEW_COLD("  the same, first run of a process"),
  HTTP_WIDE("HTTP: CPU us a sample, wide"),
  HTTP_LONG("HTTP: CPU us a sample, long"),
  HTTP_NEW("HTTP: CPU us a new series"),
  MEMORY("resident KiB a series", 0.5),
  DISK("bytes a sample, no jitter", 0.25),
  DISK_TARGET("bytes a sample, jitter of targets", 0.25),
  DISK_VALUES("  of them values"),
  DISK_TIMES("  timestamps"),
  DISK_INDEX("  index"),
  DISK_DIRECTORY("  directory"),
  DISK_SERIES("bytes a sample, jitter of series", 0.55),
  DISK_RECORDED("bytes a sample, recorded, jitter of targets"),
  RESTART("seconds from start to a complete answer", 3),
  RESTART_READY("seconds from start to ready"),
  RESTART_PEAK("peak memory of the start : before", 1.1),
  RESTART_MEMORY("  resident MiB before"),
  SELECT_HEAD("select, ns a sample, unsealed"),
  SELECT_SLICES("select, ns a sample, sealed"),
  SELECT_BLOCKS("select, ns a sample, merged"),
  CHURN("most memory : after the first slice", 1.1),
  CHURN_KIB("  resident KiB an active series"),
  QUERY_P50("query p50 ms, idle"),
  QUERY_P99("query p99 ms, idle"),
  BUSY_P50("query p50 ms, sealing and merging"),
  BUSY_P99("query p99 ms, sealing and merging"),
  BUSY_RATIO("query p99, sealing and merging : idle", 2);

  private final String text;
  private final double target;

  Figure(String text) {
    this(text, Double.NaN);
  }

  Figure(String text, double target) {
    this.text = text;
    this.target = target;
  }

  /** What a reader sees. */
  String text() {
    return text;
  }

  /** The most that is right; NaN when anything is. */
  double target() {
    return target;
  }
}
