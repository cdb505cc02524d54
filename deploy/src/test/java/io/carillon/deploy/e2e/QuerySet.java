package io.carillon.deploy.e2e;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Forty queries of all kinds over what a Prometheus scrapes from a node_exporter and from itself.
 * Prometheus 2.42 answers and 3.14's rules differ in some points, which the set stays clear of by
 * rule: no sample on the edge of a window or of the lookback, no subquery whose start is a multiple
 * of its step, no window that starts before the first sample, no atan2, no ties in topk.
 */
final class QuerySet {
  private static final double EXACT = 1e-12;
  private static final double LOOSE = 1e-9;
  private static final long RANGE_MS = 40_000;
  private static final long STEP_MS = 7_000;

  /** Evaluated at one time. */
  private static final List<String> INSTANT =
      List.of(
          "up",
          "node_load1 offset 10s",
          "node_cpu_seconds_total{mode=~\"idle|user\", cpu!=\"99\"}",
          "{__name__=~\"node_memory_Mem.+_bytes\"}",
          "count by (job) ({job!=\"\"})",
          "sum without (cpu, mode) (node_cpu_seconds_total)",
          "topk(3, sum by (handler) (prometheus_http_requests_total))",
          "bottomk(2, node_memory_MemTotal_bytes)",
          "quantile(0.7, node_cpu_seconds_total)",
          "stddev by (mode) (node_cpu_seconds_total)",
          "count_values(\"v\", up)",
          "node_memory_MemAvailable_bytes / on (instance) node_memory_MemTotal_bytes",
          "node_cpu_seconds_total / on (instance, job) group_left () node_time_seconds",
          "up == bool 1",
          "up > 5 or vector(3)",
          "node_load1 and on (instance) up",
          "node_load1 unless on (instance) up",
          "label_replace(up, \"port\", \"$1\", \"instance\", \".*:(.*)\")",
          "label_join(up, \"both\", \"-\", \"job\", \"instance\")",
          "sort_desc(sum by (mode) (node_cpu_seconds_total))",
          "absent(nonexistent{a=\"b\"})",
          "scalar(sum(up)) + 2 ^ 3 % 5",
          "clamp(node_load1, 0.1, 0.2)",
          "round(node_load5, 0.01) + abs(-node_load1) + ceil(node_load1) + floor(node_load1)",
          "time() - node_time_seconds < bool 100");

  /** Evaluated over a range. */
  private static final List<String> RANGE =
      List.of(
          "sum by (mode) (rate(node_cpu_seconds_total[15s]))",
          "increase(prometheus_tsdb_head_samples_appended_total[20s])",
          "irate(node_cpu_seconds_total{mode=\"idle\"}[10s])",
          "delta(node_memory_MemFree_bytes[20s])",
          "idelta(node_memory_MemFree_bytes[20s])",
          "deriv(node_memory_MemFree_bytes[20s])",
          "changes(node_time_seconds[10s]) + resets(node_memory_MemFree_bytes[10s])",
          "avg_over_time(node_load1[20s]) + min_over_time(node_load1[20s])",
          "max_over_time(node_load1[20s]) - last_over_time(node_load1[20s])",
          "sum_over_time(up[10s]) / count_over_time(up[10s])",
          "quantile_over_time(0.9, node_memory_MemFree_bytes[20s])",
          "stdvar_over_time(node_memory_MemFree_bytes[20s])",
          "max_over_time(sum(rate(node_cpu_seconds_total[10s]))[15s:4s])",
          "histogram_quantile(0.9, sum by (le)"
              + " (rate(prometheus_http_request_duration_seconds_bucket[20s])))",
          "avg(node_load1) * 100 > 0");

  private QuerySet() {}

  /** How a server did. */
  record Report(int asked, int notEmpty, List<String> differences) {}

  /** Number of queries. */
  static int size() {
    return INSTANT.size() + RANGE.size();
  }

  /** Asks both the same at the same time. */
  static Report compare(QueryClient oracle, QueryClient carillon, long timeMs) {
    List<String> differences = new ArrayList<>();
    int notEmpty = 0;
    for (String query : INSTANT) {
      QueryClient.Answer expected = oracle.instant(query, timeMs);
      notEmpty += expected.result().size() > 0 ? 1 : 0;
      difference(query, expected, carillon.instant(query, timeMs)).ifPresent(differences::add);
    }
    for (String query : RANGE) {
      long startMs = timeMs - RANGE_MS;
      QueryClient.Answer expected = oracle.range(query, startMs, timeMs, STEP_MS);
      notEmpty += expected.result().size() > 0 ? 1 : 0;
      difference(query, expected, carillon.range(query, startMs, timeMs, STEP_MS))
          .ifPresent(differences::add);
    }
    return new Report(size(), notEmpty, differences);
  }

  private static Optional<String> difference(
      String query, QueryClient.Answer expected, QueryClient.Answer actual) {
    double tolerance = query.matches(".*(stddev|stdvar|deriv|predict_linear).*") ? LOOSE : EXACT;
    return new SameAnswers(tolerance)
        .difference(expected, actual)
        .map(text -> query + ": " + text.substring(0, Math.min(1000, text.length())));
  }
}
