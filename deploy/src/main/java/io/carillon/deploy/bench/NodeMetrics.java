package io.carillon.deploy.bench;

import io.carillon.common.labels.Labels;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/**
 * Series and values that look like those of many node_exporters: a third never changes, a third are
 * counters (half of whole numbers, half of hundredths), a third are gauges with few decimals.
 * Everything follows from the seed. Thread-safe once built: a value depends on series and scrape
 * only.
 */
public final class NodeMetrics {
  private static final int SERIES_PER_INSTANCE = 700;
  private static final String[] MODES = {
    "idle", "iowait", "irq", "nice", "softirq", "steal", "system", "user"
  };

  private final List<Labels> series;
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
    series = new ArrayList<>(seriesCount);
    seeds = new long[seriesCount];
    for (int i = 0; i < seriesCount; i++) {
      series.add(labels(i, job));
      seeds[i] = random.nextLong();
    }
  }

  /** Number of series. */
  public int size() {
    return series.size();
  }

  /** Label set of the i-th series. */
  public Labels labels(int i) {
    return series.get(i);
  }

  /** Value of the i-th series at a scrape, from 0. */
  public double value(int i, int scrape) {
    long seed = seeds[i];
    double base = Math.floorMod(seed, 100_000L);
    return switch (i % 6) {
      case 0, 1 -> base;
      case 2 ->
          base + (double) scrape * (1 + Math.floorMod(seed >> 17, 500L)) + noise(seed, scrape, 50);
      case 3 -> Math.round((base + scrape * 14.7 + noise(seed, scrape, 30) * 0.01) * 100) / 100.0;
      case 4 -> base * 4096 + noise(seed, scrape, 2000) * 4096.0;
      default -> (Math.floorMod(seed, 100L) + noise(seed, scrape, 300)) / 100.0;
    };
  }

  private static long noise(long seed, int scrape, int bound) {
    long mixed = (seed ^ (scrape * 0x9E3779B97F4A7C15L)) * 0xBF58476D1CE4E5B9L;
    return Math.floorMod(mixed >>> 20, (long) bound);
  }

  private static Labels labels(int i, String job) {
    int instance = i / SERIES_PER_INSTANCE;
    int n = i % SERIES_PER_INSTANCE;
    String suffix = n % 6 == 2 || n % 6 == 3 ? "_total" : "";
    return Labels.of(
        Labels.METRIC_NAME,
        "node_" + "abcdefghij".charAt(n / 70) + "_metric_" + (n / 8) + suffix,
        "instance",
        "host-" + instance + ".example:9100",
        "job",
        job,
        "mode",
        MODES[n % 8],
        "device",
        "dev" + (n % 16));
  }
}
