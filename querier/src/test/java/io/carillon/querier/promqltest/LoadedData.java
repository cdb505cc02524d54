package io.carillon.querier.promqltest;

import io.carillon.common.column.SampleColumnBuilder;
import io.carillon.common.histogram.CounterResetHint;
import io.carillon.common.histogram.FloatHistogram;
import io.carillon.common.histogram.NativeHistogram;
import io.carillon.common.labels.Labels;
import io.carillon.common.store.SeriesSamples;
import io.carillon.querier.function.HistogramResets;
import io.carillon.querier.function.MutableHistogram;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** All that was loaded since the last {@code clear}, to know how histograms follow each other. */
final class LoadedData {
  /** A sample; a null histogram means a float. */
  record Sample(double value, @Nullable NativeHistogram histogram, long startMs) {}

  private final Map<Labels, NavigableMap<Long, Sample>> loaded = new TreeMap<>();

  void clear() {
    loaded.clear();
  }

  /** The samples of a command, with the hints that Prometheus' storage would give back. */
  List<SeriesSamples> load(Script.Load load) {
    Map<Labels, NavigableMap<Long, Sample>> added = new TreeMap<>();
    for (SeriesLine series : load.series()) {
      NavigableMap<Long, Sample> samples =
          added.computeIfAbsent(series.labels(), _ -> new TreeMap<>());
      for (int i = 0; i < series.values().size(); i++) {
        SequenceValue value = series.values().get(i);
        if (!value.isOmitted()) {
          long timeMs = i * load.stepMs();
          samples.put(
              timeMs, new Sample(value.value(), value.histogram(), series.startMs(i, timeMs)));
        }
      }
    }
    if (load.withCustomBuckets()) {
      CustomBuckets.of(load)
          .forEach(
              (labels, samples) ->
                  added.computeIfAbsent(labels, _ -> new TreeMap<>()).putAll(samples));
    }
    List<SeriesSamples> result = new ArrayList<>();
    added.forEach((labels, samples) -> result.add(merge(labels, samples)));
    return result;
  }

  private SeriesSamples merge(Labels labels, NavigableMap<Long, Sample> added) {
    NavigableMap<Long, Sample> all = loaded.computeIfAbsent(labels, _ -> new TreeMap<>());
    all.putAll(added);
    hintLikePrometheus(all);
    SampleColumnBuilder column = new SampleColumnBuilder(added.size());
    for (Map.Entry<Long, Sample> entry : all.entrySet()) {
      Sample sample = entry.getValue();
      if (added.containsKey(entry.getKey())) {
        column.add(entry.getKey(), sample.value(), sample.histogram(), sample.startMs());
      }
    }
    return new SeriesSamples(labels, column.build());
  }

  /**
   * Sets the hints of counter histograms as Prometheus' storage gives them back: within a chunk
   * there is no reset, and of the first histogram of a chunk nothing is known.
   */
  private static void hintLikePrometheus(NavigableMap<Long, Sample> samples) {
    FloatHistogram previous = null;
    for (Map.Entry<Long, Sample> entry : samples.entrySet()) {
      NativeHistogram sample = entry.getValue().histogram();
      FloatHistogram histogram = sample == null ? null : sample.toFloat();
      if (histogram != null && histogram.resetHint() != CounterResetHint.GAUGE) {
        boolean startsChunk =
            previous == null
                || previous.resetHint() == CounterResetHint.GAUGE
                || previous.schema() != histogram.schema()
                || previous.zeroThreshold() != histogram.zeroThreshold()
                || HistogramResets.isReset(histogram, previous);
        MutableHistogram hinted = MutableHistogram.of(histogram);
        hinted.setResetHint(startsChunk ? CounterResetHint.UNKNOWN : CounterResetHint.NOT_RESET);
        entry.setValue(new Sample(0, hinted.toHistogram(), entry.getValue().startMs()));
      }
      previous = histogram;
    }
  }
}
