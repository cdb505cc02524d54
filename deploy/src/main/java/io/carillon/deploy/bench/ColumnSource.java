package io.carillon.deploy.bench;

import io.carillon.common.column.SampleColumn;
import io.carillon.common.labels.Labels;
import io.carillon.common.labels.Matcher;
import io.carillon.common.store.ExemplarsAnswer;
import io.carillon.common.store.ExemplarsRequest;
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
import io.carillon.deploy.bench.data.GeneratedSeries;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Generated series as unpacked columns in memory, so that evaluation can be measured without
 * storage. What matchers find is remembered, for finding is the storage's work, too.
 */
final class ColumnSource implements SeriesSource {
  private static final Trailer TRAILER = new Trailer("", 0, 0, List.of(), null);

  private record Column(Labels labels, SampleColumn samples) {}

  private final List<Column> columns = new ArrayList<>();
  private final Map<List<Matcher>, List<Column>> found = new ConcurrentHashMap<>();

  /** Generates all columns. */
  ColumnSource(List<QuerySet> sets) {
    for (QuerySet set : sets) {
      long[] timesMs = new long[set.times().count()];
      for (int scrape = 0; scrape < timesMs.length; scrape++) {
        timesMs[scrape] = set.times().timeMs(scrape);
      }
      for (int i = 0; i < set.series().size(); i++) {
        columns.add(new Column(set.series().labels(i), column(set.series(), i, timesMs)));
      }
    }
    columns.sort(Comparator.comparing(Column::labels));
  }

  private static SampleColumn column(GeneratedSeries series, int i, long[] timesMs) {
    double[] values = new double[timesMs.length];
    for (int scrape = 0; scrape < values.length; scrape++) {
      values[scrape] = series.value(i, scrape);
    }
    return SampleColumn.floats(timesMs, values);
  }

  @Override
  public SeriesStream select(SelectRequest request) {
    List<Column> fitting = found.computeIfAbsent(request.matchers(), this::find);
    return new ColumnStream(fitting.iterator(), request);
  }

  private List<Column> find(List<Matcher> matchers) {
    return columns.stream()
        .filter(
            column ->
                matchers.stream()
                    .allMatch(matcher -> matcher.matches(column.labels.get(matcher.name()))))
        .toList();
  }

  private static final class ColumnStream implements SeriesStream {
    private final Iterator<Column> columns;
    private final SelectRequest request;

    ColumnStream(Iterator<Column> columns, SelectRequest request) {
      this.columns = columns;
      this.request = request;
    }

    @Override
    public @Nullable SelectedSeries next() {
      while (columns.hasNext()) {
        Column column = columns.next();
        SampleColumn samples = column.samples.slice(request.minMs(), request.maxMs());
        if (samples.size() > 0) {
          return SelectedSeries.of(column.labels, samples);
        }
      }
      return null;
    }

    @Override
    public Trailer trailer() {
      return TRAILER;
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

  @Override
  public ExemplarsAnswer exemplars(ExemplarsRequest request) {
    throw new UnsupportedOperationException();
  }
}
