package io.carillon.deploy.bench.engine;

import io.carillon.common.time.MonotonicClock;
import io.carillon.deploy.bench.data.GeneratedSeries;
import io.carillon.deploy.bench.data.Jitter;
import java.io.IOException;
import java.time.InstantSource;
import java.util.List;

/**
 * CPU of an ingester in this process for each sample, seals included. Another load on other series
 * comes first and gives the figure of a process that has just begun.
 */
final class IngestProbe {
  private static final double NANOS_A_MICRO = 1000;

  private IngestProbe() {}

  /** Microseconds a sample without the first scrape. */
  static List<Measured> samples(LoadSizes sizes, Figure warm, Figure cold)
      throws IOException, InterruptedException {
    long samples = sizes.samples() - sizes.series();
    return List.of(
        carillon(cold, nanos(sizes, sizes.warmUpSeries(), 1), samples),
        carillon(warm, nanos(sizes, sizes.measuredSeries(), 1), samples));
  }

  /** Microseconds a series of a scrape in which all are new. */
  static List<Measured> newSeries(LoadSizes sizes) throws IOException, InterruptedException {
    LoadSizes first = new LoadSizes(sizes.series(), 1);
    return List.of(
        carillon(Figure.NEW_COLD, nanos(first, first.warmUpSeries(), 0), first.samples()),
        carillon(Figure.NEW, nanos(first, first.measuredSeries(), 0), first.samples()));
  }

  private static long nanos(LoadSizes sizes, GeneratedSeries series, int fromScrape)
      throws IOException, InterruptedException {
    try (EngineNode node = EngineNode.open(InstantSource.system(), MonotonicClock.system())) {
      Batches batches = new Batches(series, sizes.clock(Jitter.TARGET), LoadSizes.BATCH_SIZE);
      EngineLoad load = new EngineLoad(node, batches);
      load.push(0, fromScrape);
      return load.cpuNanos(fromScrape, sizes.scrapes());
    }
  }

  private static Measured carillon(Figure figure, long nanos, long count) {
    return new Measured(figure, Systems.CARILLON, nanos / NANOS_A_MICRO / count);
  }
}
