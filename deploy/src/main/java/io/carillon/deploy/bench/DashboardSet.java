package io.carillon.deploy.bench;

import io.carillon.deploy.bench.data.BenchResource;
import io.carillon.deploy.bench.data.NodeMetrics;
import java.util.List;

/** Queries of dashboards over many node_exporters. */
final class DashboardSet {
  private static final long SEED = 20_260_101;

  private DashboardSet() {}

  /** The usual queries. */
  static List<String> queries() {
    return BenchResource.lines(BenchCommand.class, "dashboard.txt");
  }

  /**
   * Queries over all of the time that has samples.
   *
   * @param series how many
   * @param scrapes how many
   * @param intervalMs between scrapes
   * @param stepMs between steps
   */
  static QuerySet create(
      int series, int scrapes, long intervalMs, long stepMs, List<String> queries) {
    ScrapeTimes times = ScrapeTimes.until(BenchDay.NOON_MS, intervalMs, scrapes);
    int steps = (int) Math.max(1, (times.endMs() - times.startMs()) / stepMs);
    return new QuerySet(
        "dashboard",
        new NodeMetrics(series, "node", SEED),
        times,
        queries.stream()
            .map(text -> BenchQuery.until(text, times.endMs(), steps, stepMs))
            .toList());
  }
}
