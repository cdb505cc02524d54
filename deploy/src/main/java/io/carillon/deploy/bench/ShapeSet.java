package io.carillon.deploy.bench;

import io.carillon.common.labels.Labels;
import io.carillon.deploy.bench.data.BenchResource;
import io.carillon.deploy.bench.data.GeneratedSeries;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeSet;

/** Each kind of PromQL operation by itself, over few or many series, at few or many steps. */
final class ShapeSet {
  private static final int[] SERIES_COUNTS = {1, 10, 100};
  private static final int[] STEP_COUNTS = {1, 100, 1000};
  private static final int GROUPS = 10;
  private static final String[] BUCKETS = {
    "0.005", "0.01", "0.025", "0.05", "0.1", "0.25", "0.5", "1", "2.5", "5", "10", "+Inf"
  };
  private static final long STEP_MS = 10_000;
  private static final long INTERVAL_MS = 15_000;

  /** Seven hours: more than a thousand steps and the longest range of four hours. */
  private static final int SCRAPES = 7 * 240;

  private static final long SEED = 20_260_102;

  private ShapeSet() {}

  static QuerySet create() {
    ScrapeTimes times = ScrapeTimes.until(BenchDay.EVENING_MS, INTERVAL_MS, SCRAPES);
    Set<String> texts = new TreeSet<>();
    List<BenchQuery> queries = new ArrayList<>();
    for (String shape : BenchResource.lines(BenchCommand.class, "shapes.txt")) {
      for (int count : SERIES_COUNTS) {
        String text = shape.replace("#", Integer.toString(count));
        if (texts.add(text)) {
          for (int steps : STEP_COUNTS) {
            queries.add(BenchQuery.until(text, times.endMs(), steps, STEP_MS));
          }
        }
      }
    }
    return new QuerySet("bench", series(), times, queries);
  }

  private static GeneratedSeries series() {
    SplittableRandom random = new SplittableRandom(SEED);
    List<ListedSeries.Entry> entries = new ArrayList<>();
    for (int count : SERIES_COUNTS) {
      for (int item = 0; item < count; item++) {
        addPlain("shape_gauge_" + count, item, ValueShape.GAUGE, random, entries);
        addPlain("shape_other_" + count, item, ValueShape.GAUGE, random, entries);
        addPlain("shape_counter_" + count, item, ValueShape.COUNT, random, entries);
        addBuckets("shape_latency_" + count + "_bucket", item, random.nextLong(), entries);
      }
      for (int group = 0; group < Math.min(count, GROUPS); group++) {
        long seed = random.nextLong();
        entries.add(
            new ListedSeries.Entry(
                Labels.of(Labels.METRIC_NAME, "shape_limit_" + count, "group", "group-" + group),
                scrape -> ValueShape.FIXED.value(seed, scrape)));
      }
    }
    return new ListedSeries(entries);
  }

  private static void addPlain(
      String metric,
      int item,
      ValueShape shape,
      SplittableRandom random,
      List<ListedSeries.Entry> entries) {
    long seed = random.nextLong();
    entries.add(new ListedSeries.Entry(labels(metric, item), scrape -> shape.value(seed, scrape)));
  }

  /** Cumulative buckets: each the sum of counters up to its own. */
  private static void addBuckets(
      String metric, int item, long seed, List<ListedSeries.Entry> entries) {
    for (int bucket = 0; bucket < BUCKETS.length; bucket++) {
      int last = bucket;
      entries.add(
          new ListedSeries.Entry(
              labels(metric, item).toBuilder().add("le", BUCKETS[bucket]).build(),
              scrape -> {
                double sum = 0;
                for (int i = 0; i <= last; i++) {
                  sum += ValueShape.COUNT.value(seed * (i + 1), scrape);
                }
                return sum;
              }));
    }
  }

  private static Labels labels(String metric, int item) {
    return Labels.of(
        Labels.METRIC_NAME, metric, "item", "item-" + item, "group", "group-" + item % GROUPS);
  }
}
