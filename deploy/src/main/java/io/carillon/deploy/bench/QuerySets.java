package io.carillon.deploy.bench;

import java.util.List;

/** The sets of queries that are known by name. */
final class QuerySets {
  /** 2026-01-01T00:00:00Z. */
  private static final long DAY_MS = 1_767_225_600_000L;

  private static final long HOUR_MS = 3_600_000;
  private static final long SEED = 20_260_101;

  /** Steps lie between the times of samples and off whole minutes, where subqueries step. */
  private static final long STEP_OFFSET_MS = 11_000;

  private QuerySets() {}

  /**
   * Queries of dashboards over many node_exporters.
   *
   * @param times see {@link #dashboardTimes}
   * @param stepMs between steps over the whole time
   */
  static QuerySet dashboard(int series, ScrapeTimes times, long stepMs, List<String> queries) {
    return new QuerySet(
        "dashboard",
        new NodeMetrics(series, "node", SEED),
        times,
        queries.stream().map(text -> over(text, times, stepMs)).toList());
  }

  /** The dashboards' queries. */
  static List<String> dashboardQueries() {
    return BenchResource.lines("dashboard.txt");
  }

  /** Scrapes whose last one is at the end of the first half of a fixed day. */
  static ScrapeTimes dashboardTimes(int scrapes, long intervalMs) {
    return new ScrapeTimes(DAY_MS + 12 * HOUR_MS - scrapes * intervalMs, intervalMs, scrapes);
  }

  private static BenchQuery over(String text, ScrapeTimes times, long stepMs) {
    long startMs = times.startMs() + STEP_OFFSET_MS;
    long steps = Math.max(1, (times.endMs() - times.startMs()) / stepMs);
    return new BenchQuery(text, startMs, startMs + (steps - 1) * stepMs, stepMs);
  }
}
