package io.carillon.common.rpc;

import io.carillon.common.labels.Labels;
import io.carillon.common.store.ExemplarsAnswer;
import io.carillon.common.store.ExemplarsRequest;
import io.carillon.common.store.LabelsAnswer;
import io.carillon.common.store.LabelsRequest;
import io.carillon.common.store.MetadataAnswer;
import io.carillon.common.store.MetadataRequest;
import io.carillon.common.store.MetricMetadata;
import io.carillon.common.store.SelectRequest;
import io.carillon.common.store.SelectedSeries;
import io.carillon.common.store.SeriesAnswer;
import io.carillon.common.store.SeriesExemplars;
import io.carillon.common.store.SeriesSource;
import io.carillon.common.store.SeriesStream;
import io.carillon.common.store.Trailer;
import java.util.Iterator;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Gives what it was made of, remembers what it was asked, and counts what was taken. */
final class TestingSource implements SeriesSource {
  final AtomicInteger produced = new AtomicInteger();
  final AtomicInteger closed = new AtomicInteger();
  volatile @Nullable Object lastRequest;
  volatile List<String> values = List.of();
  volatile List<Labels> series = List.of();
  volatile List<MetricMetadata> metadata = List.of();
  volatile List<SeriesExemplars> exemplars = List.of();
  private final Supplier<Iterator<SelectedSeries>> selected;
  private final Trailer trailer;

  TestingSource(Supplier<Iterator<SelectedSeries>> selected, Trailer trailer) {
    this.selected = selected;
    this.trailer = trailer;
  }

  @Override
  public SeriesStream select(SelectRequest request) {
    lastRequest = request;
    Iterator<SelectedSeries> iterator = selected.get();
    return new SeriesStream() {
      private boolean isEnded;

      @Override
      public @Nullable SelectedSeries next() {
        if (iterator.hasNext()) {
          produced.incrementAndGet();
          return Objects.requireNonNull(iterator.next());
        }
        isEnded = true;
        return null;
      }

      @Override
      public Trailer trailer() {
        if (!isEnded) {
          throw new IllegalStateException("expected the trailer only after the last series");
        }
        return trailer;
      }

      @Override
      public void close() {
        closed.incrementAndGet();
      }
    };
  }

  @Override
  public LabelsAnswer labelNames(LabelsRequest request) {
    lastRequest = request;
    return new LabelsAnswer(values, trailer);
  }

  @Override
  public LabelsAnswer labelValues(String labelName, LabelsRequest request) {
    lastRequest = List.of(labelName, request);
    return new LabelsAnswer(values, trailer);
  }

  @Override
  public SeriesAnswer series(LabelsRequest request) {
    lastRequest = request;
    return new SeriesAnswer(series, trailer);
  }

  @Override
  public MetadataAnswer metadata(MetadataRequest request) {
    lastRequest = request;
    return new MetadataAnswer(metadata, trailer);
  }

  @Override
  public ExemplarsAnswer exemplars(ExemplarsRequest request) {
    lastRequest = request;
    return new ExemplarsAnswer(exemplars, trailer);
  }
}
