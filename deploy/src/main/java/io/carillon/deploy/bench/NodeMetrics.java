package io.carillon.deploy.bench;

import io.carillon.common.labels.Labels;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/**
 * Series and values that look like those of many node_exporters, about 700 each: a third never
 * changes, the rest are counters of events, bytes or hundredths of seconds, and gauges with few
 * decimals. Everything follows from the seed. Thread-safe once built.
 */
public final class NodeMetrics implements GeneratedSeries {
  private final List<Labels> series;
  private final List<SeriesTemplate> templates;
  private final long[] seeds;

  /**
   * Makes the label sets.
   *
   * @param seriesCount how many
   * @param job value of the label job, so that loads do not share series
   * @param seed of everything
   */
  public NodeMetrics(int seriesCount, String job, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    templates = SeriesTemplate.parse(BenchResource.lines("node-exporter.txt"));
    series = new ArrayList<>(seriesCount);
    seeds = new long[seriesCount];
    for (int i = 0; i < seriesCount; i++) {
      series.add(
          template(i).labels().toBuilder()
              .add("instance", "host-" + i / templates.size() + ".example:9100")
              .add("job", job)
              .build());
      seeds[i] = random.nextLong();
    }
  }

  @Override
  public int size() {
    return series.size();
  }

  @Override
  public Labels labels(int i) {
    return series.get(i);
  }

  @Override
  public double value(int i, int scrape) {
    return template(i).shape().value(seeds[i], scrape);
  }

  private SeriesTemplate template(int i) {
    return templates.get(i % templates.size());
  }
}
