package io.carillon.ingester.service;

import io.carillon.common.labels.Labels;
import io.carillon.common.labels.Matcher;
import io.carillon.common.labels.Utf8Order;
import io.carillon.common.ring.Ring;
import io.carillon.common.ring.RingView;
import io.carillon.common.store.ExemplarsAnswer;
import io.carillon.common.store.ExemplarsRequest;
import io.carillon.common.store.LabelsAnswer;
import io.carillon.common.store.LabelsRequest;
import io.carillon.common.store.MetadataAnswer;
import io.carillon.common.store.MetadataRequest;
import io.carillon.common.store.SelectRequest;
import io.carillon.common.store.SeriesAnswer;
import io.carillon.common.store.SeriesSource;
import io.carillon.common.store.SeriesStream;
import io.carillon.common.store.Trailer;
import io.carillon.ingester.block.BlockStore;
import io.carillon.ingester.block.BlockView;
import io.carillon.ingester.block.Gaps;
import io.carillon.ingester.head.Head;
import io.carillon.ingester.head.MetadataStore;
import io.carillon.ingester.index.MergingCursor;
import io.carillon.ingester.index.SeriesCursor;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Answers reads from heads and blocks, above the retention cut. Thread-safe. */
final class Reader implements SeriesSource {
  private final String instanceId;
  private final RingView ringView;
  private final Heads heads;
  private final BlockStore blocks;
  private final MetadataStore metadata;
  private final Gaps gaps;
  private final InstantSource wallClock;
  private final long retentionMs;

  Reader(IngesterParts parts, String instanceId, RingView ringView) {
    this.instanceId = instanceId;
    this.ringView = ringView;
    this.heads = parts.heads();
    this.blocks = parts.blocks();
    this.metadata = parts.metadata();
    this.gaps = parts.gaps();
    this.wallClock = parts.environment().wallClock();
    this.retentionMs = parts.config().retention().toMillis();
  }

  @Override
  public SeriesStream select(SelectRequest request) {
    SelectStream.checkInterrupted();
    long fromMs = retained(request.minMs());
    // Heads first: what is sealed in between is then in both, not in neither.
    List<SeriesCursor> cursors = new ArrayList<>();
    for (Head head : heads.view().all()) {
      cursors.add(head.select(request.tenant(), request.matchers(), fromMs, request.maxMs()));
    }
    BlockView view = blocks.view(fromMs, request.maxMs());
    boolean handedOver = false;
    try {
      cursors.addAll(view.select(request.tenant(), request.matchers(), fromMs, request.maxMs()));
      int limit = request.hints().limit() > 0 ? request.hints().limit() : Integer.MAX_VALUE;
      SelectStream stream =
          new SelectStream(
              new MergingCursor(cursors), view, limit, () -> trailer(request.ringEpoch()));
      handedOver = true;
      return stream;
    } finally {
      if (!handedOver) {
        view.close();
      }
    }
  }

  @Override
  public LabelsAnswer labelNames(LabelsRequest request) {
    SortedSet<String> names = new TreeSet<>(Utf8Order::compare);
    forEachMatcherSet(
        request,
        (matchers, fromMs, allHeads, view) -> {
          for (Head head : allHeads) {
            head.collectNames(request.tenant(), matchers, fromMs, request.maxMs(), names);
          }
          view.collectNames(request.tenant(), matchers, names);
        });
    return new LabelsAnswer(first(names, request.limit()), trailer(request.ringEpoch()));
  }

  @Override
  public LabelsAnswer labelValues(String labelName, LabelsRequest request) {
    SortedSet<String> values = new TreeSet<>(Utf8Order::compare);
    forEachMatcherSet(
        request,
        (matchers, fromMs, allHeads, view) -> {
          for (Head head : allHeads) {
            head.collectValues(
                request.tenant(), labelName, matchers, fromMs, request.maxMs(), values);
          }
          view.collectValues(request.tenant(), labelName, matchers, values);
        });
    return new LabelsAnswer(first(values, request.limit()), trailer(request.ringEpoch()));
  }

  @Override
  public SeriesAnswer series(LabelsRequest request) {
    SortedSet<Labels> series = new TreeSet<>();
    forEachMatcherSet(
        request,
        (matchers, fromMs, allHeads, view) -> {
          List<Matcher> given = matchers == null ? List.of() : matchers;
          for (Head head : allHeads) {
            head.collectSeries(request.tenant(), given, fromMs, request.maxMs(), series);
          }
          view.collectSeries(request.tenant(), given, fromMs, request.maxMs(), series);
        });
    return new SeriesAnswer(first(series, request.limit()), trailer(request.ringEpoch()));
  }

  @Override
  public MetadataAnswer metadata(MetadataRequest request) {
    return new MetadataAnswer(
        metadata.find(request.tenant(), request.metricFamilyName()), trailer(request.ringEpoch()));
  }

  @Override
  public ExemplarsAnswer exemplars(ExemplarsRequest request) {
    return new ExemplarsAnswer(List.of(), trailer(request.ringEpoch()));
  }

  private interface Collecting {
    void collect(
        @Nullable List<Matcher> matchers, long fromMs, List<Head> allHeads, BlockView view);
  }

  private void forEachMatcherSet(LabelsRequest request, Collecting collecting) {
    long fromMs = retained(request.minMs());
    List<Head> allHeads = heads.view().all();
    try (BlockView view = blocks.view(fromMs, request.maxMs())) {
      if (request.matcherSets().isEmpty()) {
        collecting.collect(null, fromMs, allHeads, view);
      }
      for (List<Matcher> matchers : request.matcherSets()) {
        SelectStream.checkInterrupted();
        collecting.collect(matchers, fromMs, allHeads, view);
      }
    }
  }

  private static <T> List<T> first(Collection<T> sorted, int limit) {
    return limit > 0 ? sorted.stream().limit(limit).toList() : List.copyOf(sorted);
  }

  private long retained(long minMs) {
    return Math.max(minMs, wallClock.millis() - retentionMs);
  }

  private Trailer trailer(long requestEpoch) {
    Ring ring = ringView.current();
    long epoch = ring == null ? 0 : ring.epoch();
    boolean isBehind = requestEpoch != 0 && requestEpoch < epoch;
    return new Trailer(instanceId, epoch, 0, gaps.unvouched(), isBehind ? ring : null);
  }
}
