package io.carillon.deploy.bench.data;

import io.carillon.common.labels.Labels;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

/**
 * Series and values that look like those of many node_exporters, about 700 each, every other host
 * idle and all of them with bursts: two thirds of the series never or hardly ever change, the rest
 * are counters and gauges as {@link NodeShape} tells. Everything follows from the seed.
 */
public final class NodeMetrics implements GeneratedSeries {
  /** Series of one host differ in rate, and hosts do. */
  private static final double[] RATES = Mix.factors(0.7);

  /** Scrapes between which the activity of a host goes evenly from one level to the next. */
  private static final int PERIOD_BITS = 6;

  /** How busy every other host is, compared with the rest. */
  private static final double IDLE = 0.02;

  private final List<SeriesTemplate> templates;
  private final List<Labels> series;
  private final long[] seeds;
  private final int[] scrapes;
  private final long[] levels;

  /**
   * Makes the label sets.
   *
   * @param seriesCount how many
   * @param job value of the label job, so that loads do not share series
   * @param seed of everything
   */
  public NodeMetrics(int seriesCount, String job, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    templates = SeriesTemplate.parse(BenchResource.lines(NodeMetrics.class, "node-exporter.txt"));
    series = new ArrayList<>(seriesCount);
    seeds = new long[seriesCount];
    scrapes = new int[seriesCount];
    levels = new long[seriesCount];
    for (int i = 0; i < seriesCount; i++) {
      series.add(template(i).labels(target(i), job));
      seeds[i] = random.nextLong();
    }
    Arrays.fill(scrapes, Integer.MAX_VALUE);
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
  public int target(int i) {
    return i / templates.size();
  }

  @Override
  public double value(int i, int scrape) {
    SeriesTemplate template = template(i);
    double rate = template.rate() * RATES[(int) (seeds[i] >>> 52)];
    long first = template.shape().first(seeds[i], rate);
    if (scrape < scrapes[i]) {
      scrapes[i] = 0;
      levels[i] = first;
    }
    if (rate > 0) {
      advance(i, template.shape(), first, rate, scrape);
    }
    scrapes[i] = scrape;
    return template.shape().value(levels[i]);
  }

  private void advance(int i, NodeShape shape, long first, double rate, int scrape) {
    int target = target(i);
    long hostSeed = seeds[target * templates.size()];
    double hostRate = target % 2 == 0 ? rate : rate * IDLE;
    for (int at = scrapes[i] + 1; at <= scrape; at++) {
      double rateNow = shape.isOfExporter() ? rate : hostRate * activity(hostSeed, at);
      levels[i] = shape.next(levels[i], first, Mix.bits(seeds[i], at), rateNow);
    }
  }

  /** How busy a host is, about 1, with bursts of a few scrapes. */
  private static double activity(long hostSeed, int scrape) {
    int period = scrape >>> PERIOD_BITS;
    double before = level(hostSeed, period);
    double after = level(hostSeed, period + 1);
    double part = (scrape & ((1 << PERIOD_BITS) - 1)) * (1.0 / (1 << PERIOD_BITS));
    boolean isBurst = (Mix.bits(~hostSeed, scrape >>> 2) & 0xF) == 0;
    return (before + (after - before) * part) * (isBurst ? 3 : 1);
  }

  private static double level(long hostSeed, int period) {
    return RATES[(int) (Mix.bits(hostSeed, period) >>> 52)];
  }

  private SeriesTemplate template(int i) {
    return templates.get(i % templates.size());
  }
}
