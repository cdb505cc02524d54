package io.carillon.querier.fanout;

import io.carillon.common.column.ColumnCodec;
import io.carillon.common.column.ColumnFrame;
import io.carillon.common.column.SampleColumn;
import io.carillon.common.column.TestingFrames;
import io.carillon.common.error.CarillonException;
import io.carillon.common.error.ErrorCode;
import io.carillon.common.labels.Labels;
import io.carillon.common.labels.Utf8Order;
import io.carillon.common.ring.Ring;
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
import io.carillon.common.store.UnvouchedRange;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** An ingester in memory that fails, hangs and forgets as told. */
final class TestingReplica implements SeriesSource {
  /** What happens after {@link #faultAfterSeries} series, or at once for calls without stream. */
  enum Fault {
    NONE,
    FAIL,
    HANG,
    TOO_LARGE
  }

  final String instanceId;
  final Map<Labels, SampleColumn> data = new ConcurrentSkipListMap<>();
  final List<MetricMetadata> metadata = new ArrayList<>();
  final List<SeriesExemplars> exemplars = new ArrayList<>();
  final AtomicInteger calls = new AtomicInteger();
  final AtomicInteger openStreams = new AtomicInteger();
  final AtomicInteger sent = new AtomicInteger();
  volatile boolean packs;

  /** The way in which it packs, see {@link TestingFrames}. */
  volatile int packing;

  volatile boolean breaksFrames;
  volatile Fault fault = Fault.NONE;
  volatile int faultAfterSeries;
  volatile List<UnvouchedRange> unvouched = List.of();
  volatile String answersAs;
  volatile @Nullable Ring ring;

  TestingReplica(String instanceId) {
    this.instanceId = instanceId;
    this.answersAs = instanceId;
  }

  @Override
  public SeriesStream select(SelectRequest request) {
    calls.incrementAndGet();
    openStreams.incrementAndGet();
    Iterator<Map.Entry<Labels, SampleColumn>> series = new TreeMap<>(data).entrySet().iterator();
    return new SeriesStream() {
      private int given;

      @Override
      public @Nullable SelectedSeries next() {
        if (given++ == faultAfterSeries) {
          actUp();
        }
        if (!series.hasNext()) {
          return null;
        }
        Map.Entry<Labels, SampleColumn> next = series.next();
        sent.incrementAndGet();
        return packs ? packed(next) : SelectedSeries.of(next.getKey(), next.getValue());
      }

      @Override
      public Trailer trailer() {
        return trailerFor(request.ringEpoch());
      }

      @Override
      public void close() {
        openStreams.decrementAndGet();
      }
    };
  }

  @Override
  public LabelsAnswer labelNames(LabelsRequest request) {
    beginCall();
    SortedSet<String> names = new TreeSet<>(Utf8Order::compare);
    data.keySet().forEach(labels -> labels.forEach((name, _) -> names.add(name)));
    return new LabelsAnswer(limited(names, request), trailerFor(request.ringEpoch()));
  }

  @Override
  public LabelsAnswer labelValues(String labelName, LabelsRequest request) {
    beginCall();
    SortedSet<String> values = new TreeSet<>(Utf8Order::compare);
    data.keySet().forEach(labels -> values.add(labels.get(labelName)));
    values.remove("");
    return new LabelsAnswer(limited(values, request), trailerFor(request.ringEpoch()));
  }

  @Override
  public SeriesAnswer series(LabelsRequest request) {
    beginCall();
    return new SeriesAnswer(
        limited(new TreeSet<>(data.keySet()), request), trailerFor(request.ringEpoch()));
  }

  @Override
  public MetadataAnswer metadata(MetadataRequest request) {
    beginCall();
    return new MetadataAnswer(metadata, trailerFor(request.ringEpoch()));
  }

  @Override
  public ExemplarsAnswer exemplars(ExemplarsRequest request) {
    beginCall();
    return new ExemplarsAnswer(exemplars, trailerFor(request.ringEpoch()));
  }

  private SelectedSeries packed(Map.Entry<Labels, SampleColumn> series) {
    if (breaksFrames) {
      byte[] bytes = ColumnCodec.encode(series.getValue());
      bytes[0] = 99;
      return new SelectedSeries(
          series.getKey(), List.of(new ColumnFrame.Packed(ColumnCodec.PLAIN, bytes)));
    }
    return new SelectedSeries(
        series.getKey(), List.of(TestingFrames.packed(packing, series.getValue())));
  }

  private static <E> List<E> limited(SortedSet<E> all, LabelsRequest request) {
    return all.stream().limit(request.limit() == 0 ? Long.MAX_VALUE : request.limit()).toList();
  }

  private void beginCall() {
    calls.incrementAndGet();
    actUp();
  }

  private Trailer trailerFor(long requestEpoch) {
    Ring own = ring;
    boolean isNewer = own != null && own.epoch() > requestEpoch;
    return new Trailer(
        answersAs, own == null ? requestEpoch : own.epoch(), 0, unvouched, isNewer ? own : null);
  }

  private void actUp() {
    switch (fault) {
      case NONE -> {}
      case FAIL -> throw new CarillonException(ErrorCode.UNAVAILABLE, "connection refused");
      case TOO_LARGE ->
          throw new CarillonException(
              ErrorCode.BUDGET_EXCEEDED, "expected at most 5 series, got 9");
      case HANG -> {
        try {
          new CountDownLatch(1).await();
        } catch (InterruptedException e) {
          Thread.currentThread().interrupt();
          throw new CarillonException(ErrorCode.CANCELED, "interrupted", e);
        }
      }
    }
  }
}
