package io.carillon.querier.exec;

import io.carillon.common.column.SampleColumn;
import io.carillon.common.column.StaleMarker;
import io.carillon.common.histogram.FloatHistogram;
import io.carillon.common.histogram.NativeHistogram;
import io.carillon.common.labels.Labels;
import io.carillon.querier.budget.SampleStats;
import io.carillon.querier.plan.TimeShift;
import java.util.BitSet;

/** What an instant selector finds: at each step the newest sample within the lookback. */
final class SamplePick implements SeriesFlow.Stage {
  private static final double MILLIS_PER_SECOND = 1000;

  private final Grid grid;
  private final TimeShift time;
  private final long lookbackMs;
  private final SelectorReader.Wanted wanted;
  private final SampleStats.Counter counter;

  SamplePick(
      Grid grid,
      TimeShift time,
      long lookbackMs,
      SelectorReader.Wanted wanted,
      SampleStats.Counter counter) {
    this.counter = counter;
    this.grid = grid;
    this.time = time;
    this.lookbackMs = lookbackMs;
    this.wanted = wanted;
  }

  @Override
  public StepSeries compute(Labels labels, SampleColumn column) {
    StepSeries series =
        column.histograms() == null && wanted == SelectorReader.Wanted.VALUE
            ? floats(labels, column)
            : samples(labels, column);
    count(series, counter);
    return series;
  }

  /** Counts the samples that a selector gave for a series, by step if that is wanted. */
  static void count(StepSeries series, SampleStats.Counter counter) {
    if (!counter.isByStep()) {
      counter.add(series.samples());
      return;
    }
    BitSet present = series.present();
    for (int step = present.nextSetBit(0); step >= 0; step = present.nextSetBit(step + 1)) {
      FloatHistogram histogram = series.histogram(step);
      counter.add(step, histogram == null ? 1 : Histograms.samples(histogram));
    }
  }

  private StepSeries floats(Labels labels, SampleColumn column) {
    long[] timesMs = column.timestampsMs();
    double[] samples = column.values();
    double[] values = new double[grid.count()];
    BitSet present = new BitSet(grid.count());
    long firstMs = time.apply(grid.startMs());
    long stepMs = time.isFixed() ? 0 : grid.stepMs();
    int next = 0;
    int runStart = 0;
    for (int step = 0; step < values.length; step++) {
      long lookAtMs = firstMs + step * stepMs;
      while (next < timesMs.length && timesMs[next] <= lookAtMs) {
        next++;
      }
      int newest = next - 1;
      if (newest >= 0
          && timesMs[newest] > lookAtMs - lookbackMs
          && !(Double.isNaN(samples[newest]) && StaleMarker.is(samples[newest]))) {
        values[step] = samples[newest];
      } else {
        present.set(runStart, step);
        runStart = step + 1;
      }
    }
    if (runStart < values.length) {
      present.set(runStart, values.length);
    }
    return new StepSeries(labels, false, values, present, null);
  }

  private StepSeries samples(Labels labels, SampleColumn column) {
    StepSeriesBuilder builder = new StepSeriesBuilder(grid.count());
    long[] timesMs = column.timestampsMs();
    int next = 0;
    for (int step = 0; step < grid.count(); step++) {
      long lookAtMs = time.apply(grid.timeMs(step));
      while (next < timesMs.length && timesMs[next] <= lookAtMs) {
        next++;
      }
      int newest = next - 1;
      if (newest >= 0 && timesMs[newest] > lookAtMs - lookbackMs) {
        put(column, newest, builder, step);
      }
    }
    return builder.build(labels, false);
  }

  private void put(SampleColumn column, int sample, StepSeriesBuilder builder, int step) {
    NativeHistogram histogram = column.histogram(sample);
    double value = histogram == null ? column.values()[sample] : histogram.sum();
    if (StaleMarker.is(value)) {
      return;
    }
    switch (wanted) {
      case TIMESTAMP -> builder.set(step, column.timestampsMs()[sample] / MILLIS_PER_SECOND);
      case START_TIMESTAMP -> {
        if (column.startMs(sample) != 0) {
          builder.set(step, column.startMs(sample) / MILLIS_PER_SECOND);
        }
      }
      case VALUE -> {
        if (histogram == null) {
          builder.set(step, value);
        } else {
          builder.set(step, histogram.toFloat());
        }
      }
    }
  }
}
