package io.carillon.deploy.bench;

/**
 * The past time in which all data of query benchmarks is, so that answers are always the same. Sets
 * follow each other, as servers want samples roughly in order of time.
 */
final class BenchDay {
  static final long HOUR_MS = 3_600_000;

  /** 2026-01-01T12:00:00Z: end of the dashboards' data. */
  static final long NOON_MS = 1_767_268_800_000L;

  /** End of the data for query shapes. */
  static final long EVENING_MS = NOON_MS + 8 * HOUR_MS;

  /** End of the hosts' data. */
  static final long NEXT_NOON_MS = NOON_MS + 24 * HOUR_MS;

  private BenchDay() {}
}
