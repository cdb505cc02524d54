package io.carillon.deploy.bench.engine;

import io.carillon.deploy.bench.ProcessStats;
import io.carillon.deploy.bench.data.ChurningSeries;
import io.carillon.deploy.bench.data.Jitter;
import io.carillon.deploy.bench.data.ScrapeClock;
import java.io.IOException;
import java.util.List;

/**
 * Whether memory stays flat: two hours of simulated time, in each of which a tenth of the series is
 * replaced. Memory is that of this process, with the series that are pushed.
 */
final class ChurnProbe {
  private static final long INTERVAL_MS = 60_000;
  private static final int SCRAPES = 120;

  /** Ten hours, so that a tenth of the series ends in each. */
  private static final int LIFE_SCRAPES = 600;

  /** After so many scrapes the first slices are written. */
  private static final int FIRST_SLICE_SCRAPES = 20;

  private ChurnProbe() {}

  /** Pushes scrape by scrape and watches memory. */
  static List<Measured> measure(LoadSizes sizes) throws IOException, InterruptedException {
    long startMs = System.currentTimeMillis();
    ManualClock now = new ManualClock(startMs);
    ScrapeClock clock = new ScrapeClock(startMs, INTERVAL_MS, Jitter.TARGET);
    ChurningSeries series = new ChurningSeries(sizes.measuredSeries(), LIFE_SCRAPES);
    long firstKib = 0;
    long mostKib = 0;
    try (EngineNode node = EngineNode.open(now, now)) {
      EngineLoad load = new EngineLoad(node, new Batches(series, clock, LoadSizes.BATCH_SIZE));
      for (int scrape = 0; scrape < SCRAPES; scrape++) {
        now.set(startMs + scrape * INTERVAL_MS);
        load.push(scrape, scrape + 1);
        series.advance();
        long kib = ProcessStats.residentKib(ProcessHandle.current().pid());
        if (scrape == FIRST_SLICE_SCRAPES) {
          firstKib = kib;
        }
        mostKib = Math.max(mostKib, kib);
      }
    }
    return List.of(
        new Measured(Figure.CHURN, Systems.CARILLON, (double) mostKib / firstKib),
        new Measured(Figure.CHURN_KIB, Systems.CARILLON, (double) mostKib / series.size()));
  }
}
