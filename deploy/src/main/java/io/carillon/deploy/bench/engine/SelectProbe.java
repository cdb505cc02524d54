package io.carillon.deploy.bench.engine;

import io.carillon.common.column.ColumnFrame;
import io.carillon.common.column.SampleColumn;
import io.carillon.common.labels.Matcher;
import io.carillon.common.store.SelectHints;
import io.carillon.common.store.SelectRequest;
import io.carillon.common.store.SelectedSeries;
import io.carillon.common.store.SeriesStream;
import io.carillon.common.tenant.TenantId;
import io.carillon.common.time.MonotonicClock;
import io.carillon.deploy.bench.data.Jitter;
import io.carillon.deploy.bench.data.ScrapeClock;
import java.io.IOException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;

/** Nanoseconds a sample of a select of all series over an hour, columns unpacked. */
final class SelectProbe {
  private static final LoadSizes SIZES = new LoadSizes(10_000, 240);
  private static final int WARM_UP_SELECTS = 10;
  private static final int SELECTS = 11;

  private final EngineNode node;
  private final SelectRequest request;
  private final long samples;

  private SelectProbe(EngineNode node, LoadSizes sizes, ScrapeClock clock) {
    this.node = node;
    samples = sizes.samples();
    long endMs = clock.startMs() + sizes.scrapes() * clock.intervalMs();
    request =
        new SelectRequest(
            TenantId.ANONYMOUS,
            node.ringEpoch(),
            clock.startMs(),
            endMs,
            List.of(Matcher.equal("job", "node")),
            SelectHints.NONE);
  }

  /** Loads and selects: unsealed, sealed, merged. */
  static List<Measured> measure(double scale) throws IOException, InterruptedException {
    LoadSizes sizes = SIZES.scaled(scale);
    try (EngineNode node = EngineNode.open(InstantSource.system(), MonotonicClock.system())) {
      ScrapeClock clock = sizes.clock(Jitter.TARGET);
      Batches batches = new Batches(sizes.measuredSeries(), clock, LoadSizes.BATCH_SIZE);
      new EngineLoad(node, batches).push(0, sizes.scrapes());
      SelectProbe probe = new SelectProbe(node, sizes, clock);
      Measured head = probe.measured(Figure.SELECT_HEAD);
      node.flush();
      Measured slices = probe.measured(Figure.SELECT_SLICES);
      node.flushAndMerge();
      return List.of(head, slices, probe.measured(Figure.SELECT_BLOCKS));
    }
  }

  private Measured measured(Figure figure) throws IOException {
    List<Double> nanos = new ArrayList<>();
    for (int i = 0; i < WARM_UP_SELECTS + SELECTS; i++) {
      long begin = System.nanoTime();
      select();
      if (i >= WARM_UP_SELECTS) {
        nanos.add((double) (System.nanoTime() - begin) / samples);
      }
    }
    return new Measured(figure, Systems.CARILLON, Medians.of(nanos));
  }

  private void select() throws IOException {
    long seen = 0;
    double sum = 0;
    try (SeriesStream stream = node.source().select(request)) {
      for (SelectedSeries series = stream.next(); series != null; series = stream.next()) {
        SampleColumn column = ColumnFrame.join(series.frames());
        seen += column.size();
        for (double value : column.values()) {
          sum += value;
        }
      }
    }
    if (seen != samples || Double.isNaN(sum)) {
      throw new IOException("selected " + seen + " of " + samples + " samples, sum " + sum);
    }
  }
}
