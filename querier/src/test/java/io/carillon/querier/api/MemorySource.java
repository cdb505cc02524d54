package io.carillon.querier.api;

import io.carillon.common.labels.Labels;
import io.carillon.common.labels.Matcher;
import io.carillon.common.store.ExemplarsAnswer;
import io.carillon.common.store.ExemplarsRequest;
import io.carillon.common.store.LabelsAnswer;
import io.carillon.common.store.LabelsRequest;
import io.carillon.common.store.MetadataAnswer;
import io.carillon.common.store.MetadataRequest;
import io.carillon.common.store.MetricMetadata;
import io.carillon.common.store.SelectRequest;
import io.carillon.common.store.SeriesAnswer;
import io.carillon.common.store.SeriesExemplars;
import io.carillon.common.store.SeriesSource;
import io.carillon.common.store.SeriesStream;
import io.carillon.common.store.Trailer;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Label sets and metadata in memory; remembers what was asked last. */
final class MemorySource implements SeriesSource {
  private static final Trailer TRAILER = new Trailer("", 0, 0, List.of(), null);

  final List<Labels> series;
  final List<MetricMetadata> metadata;
  @Nullable LabelsRequest asked;
  @Nullable ExemplarsRequest askedForExemplars;
  List<SeriesExemplars> exemplars = List.of();

  MemorySource(List<Labels> series, List<MetricMetadata> metadata) {
    this.series = series;
    this.metadata = metadata;
  }

  @Override
  public SeriesStream select(SelectRequest request) {
    throw new AssertionError("the API asks the engine for samples");
  }

  @Override
  public LabelsAnswer labelNames(LabelsRequest request) {
    TreeSet<String> names = new TreeSet<>();
    matching(request).forEach(labels -> labels.forEach((name, _) -> names.add(name)));
    return new LabelsAnswer(limited(names.stream(), request), TRAILER);
  }

  @Override
  public LabelsAnswer labelValues(String labelName, LabelsRequest request) {
    Stream<String> values =
        matching(request).map(labels -> labels.get(labelName)).filter(value -> !value.isEmpty());
    return new LabelsAnswer(limited(values.distinct().sorted(), request), TRAILER);
  }

  @Override
  public SeriesAnswer series(LabelsRequest request) {
    return new SeriesAnswer(limited(matching(request).sorted(), request), TRAILER);
  }

  @Override
  public MetadataAnswer metadata(MetadataRequest request) {
    String family = request.metricFamilyName();
    return new MetadataAnswer(
        metadata.stream()
            .filter(m -> family.isEmpty() || m.metricFamilyName().equals(family))
            .toList(),
        TRAILER);
  }

  @Override
  public ExemplarsAnswer exemplars(ExemplarsRequest request) {
    askedForExemplars = request;
    return new ExemplarsAnswer(exemplars, TRAILER);
  }

  private Stream<Labels> matching(LabelsRequest request) {
    asked = request;
    return series.stream()
        .filter(
            labels ->
                request.matcherSets().isEmpty()
                    || request.matcherSets().stream().anyMatch(set -> fits(set, labels)));
  }

  private static boolean fits(List<Matcher> set, Labels labels) {
    return set.stream().allMatch(matcher -> matcher.matches(labels.get(matcher.name())));
  }

  private static <E> List<E> limited(Stream<E> elements, LabelsRequest request) {
    return elements.limit(request.limit() == 0 ? Long.MAX_VALUE : request.limit()).toList();
  }
}
