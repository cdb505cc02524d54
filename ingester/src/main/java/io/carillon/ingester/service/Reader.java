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
import io.carillon.common.store.SeriesExemplars;
import io.carillon.common.store.SeriesSource;
import io.carillon.common.store.SeriesStream;
import io.carillon.common.store.Trailer;
import io.carillon.common.tenant.TenantId;
import io.carillon.ingester.block.BlockView;
import io.carillon.ingester.exemplar.ExemplarSelection;
import io.carillon.ingester.index.MergingCursor;
import io.carillon.ingester.index.SeriesCursor;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Answers reads from shards and files, above the retention cut. Thread-safe. */
final class Reader implements SeriesSource {
  private final IngesterParts parts;
  private final String instanceId;
  private final RingView ringView;

  Reader(IngesterParts parts, String instanceId, RingView ringView) {
    this.parts = parts;
    this.instanceId = instanceId;
    this.ringView = ringView;
  }

  @Override
  public SeriesStream select(SelectRequest request) {
    SelectStream.checkInterrupted();
    long fromMs = retained(request.minMs());
    // Shards first: what is sealed in between is then in both, not in neither.
    SeriesCursor staged =
        parts.shards().select(request.tenant(), request.matchers(), fromMs, request.maxMs());
    List<AutoCloseable> open = new ArrayList<>(List.of(staged));
    boolean handedOver = false;
    try {
      BlockView view = parts.blocks().view(fromMs, request.maxMs());
      open.add(view);
      List<SeriesCursor> cursors = new ArrayList<>();
      cursors.add(staged);
      cursors.addAll(view.select(request.tenant(), request.matchers(), fromMs, request.maxMs()));
      int limit = request.hints().limit() > 0 ? request.hints().limit() : Integer.MAX_VALUE;
      SelectStream stream =
          new SelectStream(
              new MergingCursor(cursors), view, limit, () -> trailer(request.ringEpoch()));
      handedOver = true;
      return stream;
    } finally {
      if (!handedOver) {
        closeAll(open);
      }
    }
  }

  @Override
  public LabelsAnswer labelNames(LabelsRequest request) {
    TenantId tenant = request.tenant();
    SortedSet<String> names = new TreeSet<>(Utf8Order::compare);
    collect(
        request,
        (matchers, fromMs, toMs) ->
            parts.shards().collectNames(tenant, matchers, fromMs, toMs, names),
        (matchers, view) -> view.collectNames(tenant, matchers, names));
    return new LabelsAnswer(first(names, request.limit()), trailer(request.ringEpoch()));
  }

  @Override
  public LabelsAnswer labelValues(String labelName, LabelsRequest request) {
    TenantId tenant = request.tenant();
    SortedSet<String> values = new TreeSet<>(Utf8Order::compare);
    collect(
        request,
        (matchers, fromMs, toMs) ->
            parts.shards().collectValues(tenant, labelName, matchers, fromMs, toMs, values),
        (matchers, view) -> view.collectValues(tenant, labelName, matchers, values));
    return new LabelsAnswer(first(values, request.limit()), trailer(request.ringEpoch()));
  }

  @Override
  public SeriesAnswer series(LabelsRequest request) {
    TenantId tenant = request.tenant();
    long fromMs = retained(request.minMs());
    SortedSet<Labels> series = new TreeSet<>();
    collect(
        request,
        (matchers, from, to) ->
            parts.shards().collectSeries(tenant, orAll(matchers), from, to, series),
        (matchers, view) ->
            view.collectSeries(tenant, orAll(matchers), fromMs, request.maxMs(), series));
    return new SeriesAnswer(first(series, request.limit()), trailer(request.ringEpoch()));
  }

  private static List<Matcher> orAll(@Nullable List<Matcher> matchers) {
    return matchers == null ? List.of() : matchers;
  }

  @Override
  public MetadataAnswer metadata(MetadataRequest request) {
    return new MetadataAnswer(
        parts.metadata().find(request.tenant(), request.metricFamilyName()),
        trailer(request.ringEpoch()));
  }

  @Override
  public ExemplarsAnswer exemplars(ExemplarsRequest request) {
    long fromMs = retained(request.minMs());
    ExemplarSelection selection =
        new ExemplarSelection(request.matcherSets(), fromMs, request.maxMs());
    List<SeriesExemplars> found = new ArrayList<>();
    parts.exemplars().collect(request.tenant(), selection, found);
    try (BlockView view = parts.blocks().view(fromMs, request.maxMs())) {
      SealedExemplars.collect(view, request.tenant(), selection, found);
    }
    return new ExemplarsAnswer(SeriesExemplars.union(found), trailer(request.ringEpoch()));
  }

  private interface StagedCollecting {
    void collect(@Nullable List<Matcher> matchers, long fromMs, long toMs);
  }

  private interface SealedCollecting {
    void collect(@Nullable List<Matcher> matchers, BlockView view);
  }

  /** Shards first: what is sealed in between is then in both, not in neither. */
  private void collect(LabelsRequest request, StagedCollecting staged, SealedCollecting sealed) {
    long fromMs = retained(request.minMs());
    List<@Nullable List<Matcher>> sets = new ArrayList<>(request.matcherSets());
    if (sets.isEmpty()) {
      sets.add(null);
    }
    for (List<Matcher> matchers : sets) {
      SelectStream.checkInterrupted();
      staged.collect(matchers, fromMs, request.maxMs());
    }
    try (BlockView view = parts.blocks().view(fromMs, request.maxMs())) {
      for (List<Matcher> matchers : sets) {
        SelectStream.checkInterrupted();
        sealed.collect(matchers, view);
      }
    }
  }

  private static <T> List<T> first(Collection<T> sorted, int limit) {
    return limit > 0 ? sorted.stream().limit(limit).toList() : List.copyOf(sorted);
  }

  private long retained(long minMs) {
    long retentionMs = parts.config().retention().toMillis();
    return Math.max(minMs, parts.environment().wallClock().millis() - retentionMs);
  }

  private Trailer trailer(long requestEpoch) {
    Ring ring = ringView.current();
    long epoch = ring == null ? 0 : ring.epoch();
    boolean isBehind = requestEpoch != 0 && requestEpoch < epoch;
    return new Trailer(instanceId, epoch, 0, parts.gaps().unvouched(), isBehind ? ring : null);
  }

  private static void closeAll(List<AutoCloseable> open) {
    for (AutoCloseable each : open) {
      try {
        each.close();
      } catch (Exception e) {
        throw new IllegalStateException("cannot end a read", e);
      }
    }
  }
}
