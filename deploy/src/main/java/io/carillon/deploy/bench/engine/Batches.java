package io.carillon.deploy.bench.engine;

import io.carillon.common.column.SampleColumn;
import io.carillon.common.store.PushBatch;
import io.carillon.common.store.SeriesSamples;
import io.carillon.common.tenant.TenantId;
import io.carillon.deploy.bench.data.GeneratedSeries;
import io.carillon.deploy.bench.data.ScrapeClock;
import java.util.ArrayList;
import java.util.List;

/**
 * Scrapes as decoded batches, each series in them with the same label object each time and one
 * sample.
 *
 * @param size series in a batch
 */
record Batches(GeneratedSeries series, ScrapeClock clock, int size) {
  /** How many batches a scrape has. */
  int count() {
    return Math.ceilDiv(series.size(), size);
  }

  /** One batch of a scrape. */
  PushBatch batch(int number, int scrape, long ringEpoch) {
    int to = Math.min((number + 1) * size, series.size());
    List<SeriesSamples> samples = new ArrayList<>(size);
    for (int i = number * size; i < to; i++) {
      samples.add(new SeriesSamples(series.labels(i), sample(i, scrape)));
    }
    return new PushBatch(TenantId.ANONYMOUS, ringEpoch, 0, samples, List.of());
  }

  private SampleColumn sample(int i, int scrape) {
    long[] timesMs = {clock.timeMs(series, i, scrape)};
    double[] values = {series.value(i, scrape)};
    return SampleColumn.floats(timesMs, values);
  }
}
