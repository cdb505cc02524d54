package io.carillon.querier.exec;

import io.carillon.common.histogram.CounterResetHint;
import io.carillon.common.histogram.FloatHistogram;
import io.carillon.common.histogram.NativeHistogram;
import io.carillon.common.labels.Labels;
import io.carillon.querier.function.Interpolation;
import io.carillon.querier.function.MutableHistogram;
import io.carillon.querier.function.WindowSamples;
import io.carillon.querier.plan.Plan;

/** A smoothed instant selector: at each step the value between the samples around it. */
final class SmoothedSelector {
  private final Plan.InstantSelector selector;
  private final Grid grid;
  private final QueryContext context;

  SmoothedSelector(Plan.InstantSelector selector, Grid grid, QueryContext context) {
    this.selector = selector;
    this.grid = grid;
    this.context = context;
  }

  /** The values of one series; the samples reach one lookback beyond the steps. */
  StepSeries evaluate(Labels labels, WindowSamples samples) {
    StepSeriesBuilder builder = new StepSeriesBuilder(grid.count());
    Interpolation interpolation =
        new Interpolation(labels.metricName(), context.annotations(), selector.position());
    Around floats = new Around(samples.floatTimesMs());
    Around histograms = new Around(samples.histogramTimesMs());
    for (int step = 0; step < grid.count(); step++) {
      long timeMs = selector.time().apply(grid.timeMs(step));
      floats.moveTo(timeMs, context.lookbackMs());
      histograms.moveTo(timeMs, context.lookbackMs());
      if (!floats.isEmpty() && !histograms.isEmpty()) {
        context.annotations().mixedFloatsHistograms(labels.metricName(), selector.position());
      } else if (!floats.isEmpty()) {
        floatAt(step, timeMs, floats, samples, builder);
      } else if (!histograms.isEmpty()) {
        histogramAt(step, timeMs, histograms, samples, interpolation, builder);
      }
    }
    return builder.build(labels, false);
  }

  /** The samples within a lookback of a time. */
  private static final class Around {
    private final long[] timesMs;
    private int from;
    private int next;
    private int to;

    Around(long[] timesMs) {
      this.timesMs = timesMs;
    }

    void moveTo(long timeMs, long lookbackMs) {
      while (from < timesMs.length && timesMs[from] <= timeMs - lookbackMs) {
        from++;
      }
      while (to < timesMs.length && timesMs[to] <= timeMs + lookbackMs) {
        to++;
      }
      while (next < to && timesMs[next] < timeMs) {
        next++;
      }
      next = Math.max(next, from);
    }

    boolean isEmpty() {
      return from == to;
    }

    boolean hasBefore() {
      return next > from;
    }

    boolean hasNext() {
      return next < to;
    }
  }

  private static void floatAt(
      int step, long timeMs, Around around, WindowSamples samples, StepSeriesBuilder builder) {
    int next = around.next;
    long[] timesMs = samples.floatTimesMs();
    double[] values = samples.floatValues();
    if (around.hasNext() && timesMs[next] == timeMs) {
      builder.set(step, values[next]);
    } else if (around.hasBefore() && around.hasNext()) {
      builder.set(
          step,
          Interpolation.between(
              timesMs[next - 1], values[next - 1], timesMs[next], values[next], timeMs, false));
    } else if (around.hasBefore()) {
      builder.set(step, values[next - 1]);
    }
  }

  private void histogramAt(
      int step,
      long timeMs,
      Around around,
      WindowSamples samples,
      Interpolation interpolation,
      StepSeriesBuilder builder) {
    int next = around.next;
    long[] timesMs = samples.histogramTimesMs();
    FloatHistogram[] histograms = samples.histograms();
    if (around.hasNext() && timesMs[next] == timeMs) {
      builder.set(step, histograms[next]);
    } else if (around.hasBefore() && around.hasNext()) {
      FloatHistogram before = histograms[next - 1];
      FloatHistogram after = histograms[next];
      boolean isCounter =
          before.resetHint() != CounterResetHint.GAUGE
              || after.resetHint() != CounterResetHint.GAUGE;
      // A change between exponential and custom buckets is no reset here.
      boolean isMixed = isCustom(before) != isCustom(after);
      FloatHistogram between =
          interpolation.between(
              timesMs[next - 1], before, timesMs[next], after, timeMs, isCounter && !isMixed);
      if (between != null) {
        builder.set(step, between);
      }
    } else if (around.hasBefore()) {
      MutableHistogram carried = MutableHistogram.of(histograms[next - 1]);
      carried.setResetHint(CounterResetHint.UNKNOWN);
      builder.set(step, carried.toHistogram());
    }
  }

  private static boolean isCustom(FloatHistogram h) {
    return h.schema() == NativeHistogram.CUSTOM_BUCKETS_SCHEMA;
  }
}
