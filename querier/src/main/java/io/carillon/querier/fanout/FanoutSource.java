package io.carillon.querier.fanout;

import io.carillon.common.column.ColumnFrame;
import io.carillon.common.error.CarillonException;
import io.carillon.common.error.ErrorCode;
import io.carillon.common.labels.Labels;
import io.carillon.common.labels.Utf8Order;
import io.carillon.common.ring.Ring;
import io.carillon.common.ring.RingView;
import io.carillon.common.store.ExemplarsAnswer;
import io.carillon.common.store.ExemplarsRequest;
import io.carillon.common.store.LabelsAnswer;
import io.carillon.common.store.LabelsRequest;
import io.carillon.common.store.MetadataAnswer;
import io.carillon.common.store.MetadataRequest;
import io.carillon.common.store.MetricMetadata;
import io.carillon.common.store.Replicas;
import io.carillon.common.store.SelectRequest;
import io.carillon.common.store.SelectedSeries;
import io.carillon.common.store.SeriesAnswer;
import io.carillon.common.store.SeriesExemplars;
import io.carillon.common.store.SeriesSource;
import io.carillon.common.store.SeriesStream;
import io.carillon.common.store.Trailer;
import io.carillon.common.time.MonotonicClock;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.BiFunction;
import java.util.function.Function;

/**
 * The whole cluster as one source: asks all ingesters of the ring and answers with the union of
 * what they return, or with UNAVAILABLE when the union might lack an acknowledged sample.
 * Thread-safe. A ring that comes with an answer is offered to the {@link RingView}; when it is
 * newer and nothing was given out yet, the question is asked once more under it.
 */
public final class FanoutSource implements SeriesSource {
  private static final Comparator<MetricMetadata> METADATA_ORDER =
      Comparator.comparing(MetricMetadata::metricFamilyName, Utf8Order::compare)
          .thenComparing(MetricMetadata::type, Utf8Order::compare)
          .thenComparing(MetricMetadata::help, Utf8Order::compare)
          .thenComparing(MetricMetadata::unit, Utf8Order::compare);

  private final Inquiry.Context context;

  public FanoutSource(
      RingView ringView,
      Replicas replicas,
      FanoutConfig config,
      MonotonicClock clock,
      PrometheusRegistry registry) {
    FanoutMetrics metrics = FanoutMetrics.in(registry);
    ReplicaHealth health = new ReplicaHealth(metrics.answers());
    context = new Inquiry.Context(ringView, replicas, config, clock, health, metrics);
  }

  @Override
  public SeriesStream select(SelectRequest request) {
    return new FanoutStream(
        new Inquiry<>(
            context,
            ring -> {
              SelectRequest asked = withEpoch(request, ring);
              return (source, pieces) -> readSelect(source, asked, pieces);
            },
            request.minMs(),
            request.maxMs()));
  }

  @Override
  public LabelsAnswer labelNames(LabelsRequest request) {
    return unite(request, SeriesSource::labelNames);
  }

  @Override
  public LabelsAnswer labelValues(String labelName, LabelsRequest request) {
    return unite(request, (source, asked) -> source.labelValues(labelName, asked));
  }

  @Override
  public SeriesAnswer series(LabelsRequest request) {
    Collected<SeriesAnswer> collected =
        collect(
            (source, ring) -> source.series(withEpoch(request, ring)),
            SeriesAnswer::trailer,
            request.minMs(),
            request.maxMs());
    List<List<Labels>> lists = collected.answers().stream().map(SeriesAnswer::series).toList();
    return new SeriesAnswer(
        unite(lists, Comparator.naturalOrder(), request.limit()), collected.trailer());
  }

  @Override
  public MetadataAnswer metadata(MetadataRequest request) {
    Collected<MetadataAnswer> collected =
        collect(
            (source, ring) ->
                source.metadata(
                    new MetadataRequest(
                        request.tenant(), ring.epoch(), request.metricFamilyName())),
            MetadataAnswer::trailer,
            Long.MAX_VALUE,
            Long.MIN_VALUE); // No range: metadata has no times, and lost samples do not touch it.
    List<List<MetricMetadata>> lists =
        collected.answers().stream().map(MetadataAnswer::metadata).toList();
    return new MetadataAnswer(unite(lists, METADATA_ORDER, 0), collected.trailer());
  }

  @Override
  public ExemplarsAnswer exemplars(ExemplarsRequest request) {
    Collected<ExemplarsAnswer> collected =
        collect(
            (source, ring) ->
                source.exemplars(
                    new ExemplarsRequest(
                        request.tenant(),
                        ring.epoch(),
                        request.minMs(),
                        request.maxMs(),
                        request.matcherSets())),
            ExemplarsAnswer::trailer,
            request.minMs(),
            request.maxMs());
    List<SeriesExemplars> all =
        collected.answers().stream().flatMap(answer -> answer.series().stream()).toList();
    return new ExemplarsAnswer(SeriesExemplars.union(all), collected.trailer());
  }

  private static Trailer readSelect(
      SeriesSource source, SelectRequest request, ReplicaCall.Pieces<SelectedSeries> pieces)
      throws InterruptedException {
    try (SeriesStream stream = source.select(request)) {
      Labels previous = null;
      for (SelectedSeries series = stream.next(); series != null; series = stream.next()) {
        if (previous != null && previous.compareTo(series.labels()) >= 0) {
          throw new CarillonException(
              ErrorCode.INTERNAL,
              "expected series in label order, got " + series.labels() + " after " + previous);
        }
        previous = series.labels();
        pieces.put(series, sizeBytes(series));
      }
      return stream.trailer();
    }
  }

  private static long sizeBytes(SelectedSeries series) {
    long size = 0;
    for (ColumnFrame frame : series.frames()) {
      size += frame.sizeBytes();
    }
    return size;
  }

  private LabelsAnswer unite(
      LabelsRequest request, BiFunction<SeriesSource, LabelsRequest, LabelsAnswer> call) {
    Collected<LabelsAnswer> collected =
        collect(
            (source, ring) -> call.apply(source, withEpoch(request, ring)),
            LabelsAnswer::trailer,
            request.minMs(),
            request.maxMs());
    List<List<String>> lists = collected.answers().stream().map(LabelsAnswer::values).toList();
    return new LabelsAnswer(unite(lists, Utf8Order::compare, request.limit()), collected.trailer());
  }

  /** The union of sorted lists, the first {@code limit} of it; 0 means all. */
  private static <E> List<E> unite(List<List<E>> lists, Comparator<E> order, int limit) {
    List<E> all = new ArrayList<>();
    lists.forEach(all::addAll);
    all.sort(order); // Merges runs that are in order already.
    List<E> result = new ArrayList<>();
    for (E element : all) {
      if (limit > 0 && result.size() == limit) {
        break;
      }
      if (result.isEmpty() || order.compare(result.getLast(), element) != 0) {
        result.add(element);
      }
    }
    return result;
  }

  /** The answers of all ingesters, once they are complete together. */
  private <A> Collected<A> collect(
      BiFunction<SeriesSource, Ring, A> call,
      Function<A, Trailer> trailerOf,
      long minMs,
      long maxMs) {
    Inquiry<A> inquiry =
        new Inquiry<>(
            context,
            ring ->
                (source, pieces) -> {
                  A answer = call.apply(source, ring);
                  pieces.put(answer, 0);
                  return trailerOf.apply(answer);
                },
            minMs,
            maxMs);
    Trailer trailer = null;
    List<A> answers = List.of();
    while (trailer == null) {
      try (Gathering<A> gathering = inquiry.open()) {
        answers = drain(gathering);
        trailer = inquiry.conclude(gathering, true);
      }
    }
    return new Collected<>(answers, trailer);
  }

  private static <A> List<A> drain(Gathering<A> gathering) {
    List<A> answers = new ArrayList<>();
    List<Lane<A>> open = gathering.lanes();
    while (!open.isEmpty()) {
      gathering.awaitHeads(open);
      List<Lane<A>> notEnded = new ArrayList<>();
      for (Lane<A> lane : open) {
        A head = lane.head;
        if (head != null) {
          answers.add(head);
          lane.head = null;
          notEnded.add(lane);
        }
      }
      open = notEnded;
    }
    return answers;
  }

  private static SelectRequest withEpoch(SelectRequest r, Ring ring) {
    return new SelectRequest(
        r.tenant(), ring.epoch(), r.minMs(), r.maxMs(), r.matchers(), r.hints());
  }

  private static LabelsRequest withEpoch(LabelsRequest r, Ring ring) {
    return new LabelsRequest(
        r.tenant(), ring.epoch(), r.minMs(), r.maxMs(), r.matcherSets(), r.limit());
  }

  private record Collected<A>(List<A> answers, Trailer trailer) {}
}
