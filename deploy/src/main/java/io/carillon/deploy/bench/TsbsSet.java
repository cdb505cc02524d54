package io.carillon.deploy.bench;

import io.carillon.common.labels.Labels;
import io.carillon.deploy.bench.data.GeneratedSeries;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * The queries about hosts of the Time Series Benchmark Suite's use case "devops", in PromQL. A name
 * such as single-groupby-5-8-1 there means: the maxima of five metrics of eight hosts over one
 * hour, minute by minute.
 */
final class TsbsSet {
  private static final String[] FIELDS = {
    "user", "system", "idle", "nice", "iowait", "irq", "softirq", "steal", "guest", "guest_nice"
  };
  private static final int HOSTS = 100;
  private static final int ONE = 1;
  private static final int SOME = 5;
  private static final int ALL = FIELDS.length;
  private static final int MINUTES_AN_HOUR = 60;
  private static final long MINUTE_MS = 60_000;
  private static final long INTERVAL_MS = 10_000;
  private static final int HOURS = 12;
  private static final int SCRAPES = HOURS * 360;
  private static final long SEED = 20_260_103;

  private TsbsSet() {}

  static QuerySet create() {
    List<BenchQuery> queries = new ArrayList<>();
    queries.add(singleGroupBy(ONE, 1, 1));
    queries.add(singleGroupBy(ONE, 1, HOURS));
    queries.add(singleGroupBy(ONE, 8, 1));
    queries.add(singleGroupBy(SOME, 1, 1));
    queries.add(singleGroupBy(SOME, 1, HOURS));
    queries.add(singleGroupBy(SOME, 8, 1));
    queries.add(cpuMaxAll(1));
    queries.add(cpuMaxAll(8));
    queries.add(doubleGroupBy(ONE));
    queries.add(doubleGroupBy(SOME));
    queries.add(doubleGroupBy(ALL));
    ScrapeTimes times = ScrapeTimes.until(BenchDay.NEXT_NOON_MS, INTERVAL_MS, SCRAPES);
    return new QuerySet("tsbs", series(), times, queries);
  }

  /** Maxima of some hosts together, minute by minute. */
  private static BenchQuery singleGroupBy(int fields, int hosts, int hours) {
    String text = union(fields, "max(max_over_time(cpu_usage_%s" + ofHosts(hosts) + "[1m]))");
    return until(text, hours * MINUTES_AN_HOUR, MINUTE_MS)
        .titled("single-groupby-" + fields + "-" + hosts + "-" + hours);
  }

  /** Maxima of all metrics of some hosts, hour by hour over eight hours. */
  private static BenchQuery cpuMaxAll(int hosts) {
    String text = union(ALL, "max(max_over_time(cpu_usage_%s" + ofHosts(hosts) + "[1h]))");
    return until(text, 8, BenchDay.HOUR_MS).titled("cpu-max-all-" + hosts);
  }

  /** Means of each host, hour by hour over twelve hours. */
  private static BenchQuery doubleGroupBy(int fields) {
    String text = union(fields, "avg by (hostname) (avg_over_time(cpu_usage_%s[1h]))");
    return until(text, HOURS, BenchDay.HOUR_MS).titled("double-groupby-" + fields);
  }

  private static BenchQuery until(String text, int steps, long stepMs) {
    return BenchQuery.until(text, BenchDay.NEXT_NOON_MS, steps, stepMs);
  }

  private static String ofHosts(int hosts) {
    return IntStream.range(0, hosts)
        .mapToObj(i -> "host_" + (i * 11 + 3))
        .collect(Collectors.joining("|", hosts == 1 ? "{hostname=\"" : "{hostname=~\"", "\"}"));
  }

  /** One expression for all fields, each marked by a label, as functions drop metric names. */
  private static String union(int fields, String expression) {
    return IntStream.range(0, fields)
        .mapToObj(i -> FIELDS[i])
        .map(field -> marked(expression.replace("%s", field), field, fields))
        .collect(Collectors.joining(" or "));
  }

  private static String marked(String expression, String field, int fields) {
    return fields == 1
        ? expression
        : "label_replace(" + expression + ", \"field\", \"" + field + "\", \"\", \"\")";
  }

  private static GeneratedSeries series() {
    SplittableRandom random = new SplittableRandom(SEED);
    List<ListedSeries.Entry> entries = new ArrayList<>();
    for (int host = 0; host < HOSTS; host++) {
      for (String field : FIELDS) {
        long seed = random.nextLong();
        entries.add(new ListedSeries.Entry(labels(host, field), scrape -> percent(seed, scrape)));
      }
    }
    return new ListedSeries(entries);
  }

  /** Whole percents that wander slowly. */
  private static double percent(long seed, int scrape) {
    double periodScrapes = 200 + Math.floorMod(seed, 500L);
    double wave = 40 * Math.sin(scrape / periodScrapes + Math.floorMod(seed >> 20, 7L));
    return Math.round(50 + wave + ValueShape.GAUGE.value(seed, scrape));
  }

  private static Labels labels(int host, String field) {
    return Labels.of(
        Labels.METRIC_NAME,
        "cpu_usage_" + field,
        "hostname",
        "host_" + host,
        "region",
        "region-" + host % 9,
        "datacenter",
        "region-" + host % 9 + "-" + host % 3,
        "rack",
        Integer.toString(host * 37 % 100),
        "os",
        host % 2 == 0 ? "Ubuntu16.04LTS" : "Ubuntu15.10",
        "arch",
        host % 3 == 0 ? "x86" : "x64",
        "team",
        List.of("SF", "NYC", "LON", "CHI").get(host % 4),
        "service",
        Integer.toString(host % 20),
        "service_version",
        Integer.toString(host % 2),
        "service_environment",
        List.of("production", "staging", "test").get(host % 3));
  }
}
