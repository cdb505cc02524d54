package io.carillon.querier.promqltest;

import io.carillon.common.column.SampleColumn;
import io.carillon.common.column.SampleColumnBuilder;
import io.carillon.common.histogram.NativeHistogram;
import io.carillon.common.labels.Labels;
import io.carillon.common.labels.Matcher;
import io.carillon.common.store.SelectRequest;
import io.carillon.common.store.SelectedSeries;
import io.carillon.common.store.SeriesSamples;
import io.carillon.common.store.SeriesSource;
import io.carillon.common.store.SeriesStream;
import io.carillon.common.store.Trailer;
import io.carillon.common.tenant.TenantId;
import io.carillon.querier.select.SelectOnlySource;
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
public final class MemorySource implements SelectOnlySource, ScriptStorage {
  private record Sample(double value, @Nullable NativeHistogram histogram, long startMs) {}

  private final Map<Labels, TreeMap<Long, Sample>> series = new TreeMap<>();

  /** Removes everything. */
  @Override
  public void clear() {
    series.clear();
  }

  /** Adds a sample; a null histogram means a float. */
  public void add(
      Labels labels, long timestampMs, double value, @Nullable NativeHistogram histogram) {
    add(labels, timestampMs, new Sample(value, histogram, 0));
  }

  private void add(Labels labels, long timestampMs, Sample sample) {
    series.computeIfAbsent(labels, _ -> new TreeMap<>()).put(timestampMs, sample);
  }

  /** Adds a float. */
  public void add(Labels labels, long timestampMs, double value) {
    add(labels, timestampMs, value, null);
  }

  @Override
  public void push(List<SeriesSamples> added) {
    for (SeriesSamples one : added) {
      SampleColumn column = one.samples();
      for (int i = 0; i < column.size(); i++) {
        Sample sample = new Sample(column.values()[i], column.histogram(i), column.startMs(i));
        add(one.labels(), column.timestampsMs()[i], sample);
      }
    }
  }

  @Override
  public TenantId tenant() {
    return TenantId.ANONYMOUS;
  }

  @Override
  public SeriesSource source() {
    return this;
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

  private static SampleColumn column(NavigableMap<Long, Sample> samples, SelectRequest request) {
    SampleColumnBuilder builder = new SampleColumnBuilder(samples.size());
    if (request.minMs() <= request.maxMs()) {
      samples
          .subMap(request.minMs(), true, request.maxMs(), true)
          .forEach(
              (time, sample) ->
                  builder.add(time, sample.value(), sample.histogram(), sample.startMs()));
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
}
