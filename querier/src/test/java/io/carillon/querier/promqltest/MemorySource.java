package io.carillon.querier.promqltest;

import io.carillon.common.column.SampleColumn;
import io.carillon.common.column.SampleColumnBuilder;
import io.carillon.common.histogram.CounterResetHint;
import io.carillon.common.histogram.FloatHistogram;
import io.carillon.common.histogram.NativeHistogram;
import io.carillon.common.labels.Labels;
import io.carillon.common.labels.Matcher;
import io.carillon.common.store.LabelsAnswer;
import io.carillon.common.store.LabelsRequest;
import io.carillon.common.store.MetadataAnswer;
import io.carillon.common.store.MetadataRequest;
import io.carillon.common.store.SelectRequest;
import io.carillon.common.store.SelectedSeries;
import io.carillon.common.store.SeriesAnswer;
import io.carillon.common.store.SeriesSource;
import io.carillon.common.store.SeriesStream;
import io.carillon.common.store.Trailer;
import io.carillon.querier.function.HistogramResets;
import io.carillon.querier.function.MutableHistogram;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Series in memory. Gives exactly the samples that a select asks for, so that a wrong range shows.
 */
public final class MemorySource implements SeriesSource {
  private record Sample(double value, @Nullable NativeHistogram histogram) {}

  private final Map<Labels, TreeMap<Long, Sample>> series = new TreeMap<>();

  /** Removes everything. */
  public void clear() {
    series.clear();
  }

  /** Adds a sample; a null histogram means a float. */
  public void add(
      Labels labels, long timestampMs, double value, @Nullable NativeHistogram histogram) {
    series
        .computeIfAbsent(labels, _ -> new TreeMap<>())
        .put(timestampMs, new Sample(value, histogram));
  }

  /** Adds a float. */
  public void add(Labels labels, long timestampMs, double value) {
    add(labels, timestampMs, value, null);
  }

  @Override
  public SeriesStream select(SelectRequest request) {
    List<SelectedSeries> found = new ArrayList<>();
    series.forEach(
        (labels, samples) -> {
          SampleColumn column = column(samples, request);
          if (column.size() > 0 && fits(labels, request.matchers())) {
            found.add(SelectedSeries.of(labels, column));
          }
        });
    return new ListStream(found.iterator());
  }

  /**
   * Sets the hints of counter histograms as Prometheus' storage gives them back: within a chunk
   * there is no reset, and of the first histogram of a chunk nothing is known.
   */
  public void hintLikePrometheus() {
    for (NavigableMap<Long, Sample> samples : series.values()) {
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
          CounterResetHint hint =
              startsChunk ? CounterResetHint.UNKNOWN : CounterResetHint.NOT_RESET;
          MutableHistogram hinted = MutableHistogram.of(histogram);
          hinted.setResetHint(hint);
          entry.setValue(new Sample(0, hinted.toHistogram()));
        }
        previous = histogram;
      }
    }
  }

  private static SampleColumn column(NavigableMap<Long, Sample> samples, SelectRequest request) {
    SampleColumnBuilder builder = new SampleColumnBuilder(samples.size());
    if (request.minMs() <= request.maxMs()) {
      samples
          .subMap(request.minMs(), true, request.maxMs(), true)
          .forEach((time, sample) -> builder.add(time, sample.value(), sample.histogram(), 0));
    }
    return builder.build();
  }

  private static boolean fits(Labels labels, List<Matcher> matchers) {
    return matchers.stream().allMatch(matcher -> matcher.matches(labels.get(matcher.name())));
  }

  private static final class ListStream implements SeriesStream {
    private final Iterator<SelectedSeries> series;

    ListStream(Iterator<SelectedSeries> series) {
      this.series = series;
    }

    @Override
    public @Nullable SelectedSeries next() {
      return series.hasNext() ? series.next() : null;
    }

    @Override
    public Trailer trailer() {
      return new Trailer("", 0, 0, List.of(), null);
    }

    @Override
    public void close() {}
  }

  @Override
  public LabelsAnswer labelNames(LabelsRequest request) {
    throw new UnsupportedOperationException();
  }

  @Override
  public LabelsAnswer labelValues(String labelName, LabelsRequest request) {
    throw new UnsupportedOperationException();
  }

  @Override
  public SeriesAnswer series(LabelsRequest request) {
    throw new UnsupportedOperationException();
  }

  @Override
  public MetadataAnswer metadata(MetadataRequest request) {
    throw new UnsupportedOperationException();
  }
}
