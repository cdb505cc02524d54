package io.carillon.deploy.bench.engine;

import io.carillon.deploy.bench.HttpLoad;
import io.carillon.deploy.bench.data.GeneratedSeries;
import io.carillon.deploy.bench.data.Jitter;
import io.carillon.deploy.bench.data.NodeMetrics;
import io.carillon.deploy.bench.data.ScrapeClock;

/**
 * A load of many series over many scrapes.
 *
 * @param series how many
 * @param scrapes how many
 */
record LoadSizes(int series, int scrapes) {
  static final int BATCH_SIZE = 2000;
  static final long INTERVAL_MS = 15_000;

  private static final int PARALLEL = 8;

  static final LoadSizes WIDE = new LoadSizes(217_000, 60);
  static final LoadSizes LONG = new LoadSizes(10_900, 2000);
  static final LoadSizes NEW = new LoadSizes(1_000_000, 5);

  private static final long SEED = 20_261_101;

  /** The same with fewer or more series. */
  LoadSizes scaled(double scale) {
    return new LoadSizes((int) Math.max(1, series * scale), scrapes);
  }

  /** The series whose load is measured. */
  NodeMetrics measuredSeries() {
    return new NodeMetrics(series, "node", SEED);
  }

  /** Other series, for a load before. */
  NodeMetrics warmUpSeries() {
    return new NodeMetrics(series, "warm-up", SEED + 1);
  }

  /** Scrapes whose last is now. */
  ScrapeClock clock(Jitter jitter) {
    return ScrapeClock.untilNow(scrapes, INTERVAL_MS, jitter);
  }

  /** Remote write of series. */
  static HttpLoad httpLoad(GeneratedSeries series, ScrapeClock clock) {
    return new HttpLoad(series, BATCH_SIZE, PARALLEL, clock);
  }

  /** Samples of all series and scrapes. */
  long samples() {
    return (long) series * scrapes;
  }
}
