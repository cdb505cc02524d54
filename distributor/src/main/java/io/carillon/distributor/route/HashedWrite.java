package io.carillon.distributor.route;

import io.carillon.common.column.SampleColumn;
import io.carillon.common.column.SampleMerger;
import io.carillon.common.labels.LabelHash;
import io.carillon.common.labels.Labels;
import io.carillon.common.store.MetricMetadata;
import io.carillon.common.store.SeriesExemplars;
import io.carillon.common.store.SeriesSamples;
import io.carillon.common.tenant.TenantId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;

/**
 * A request with all that routing needs and no ring changes.
 *
 * @param tenant whose samples these are
 * @param series each label set once, samples in order of time
 * @param hashes of each series
 * @param sizesBytes of each series in memory, estimated
 * @param exemplars each label set once; they need not belong to {@code series}
 * @param exemplarHashes of each series with exemplars
 * @param metadata what is known about metric families
 * @param metadataHashes of each family: that of the series whose only label is its name
 */
@SuppressWarnings("ArrayRecordComponent") // Columns of numbers; identity is never asked.
public record HashedWrite(
    TenantId tenant,
    List<SeriesSamples> series,
    long[] hashes,
    int[] sizesBytes,
    List<SeriesExemplars> exemplars,
    long[] exemplarHashes,
    List<MetricMetadata> metadata,
    long[] metadataHashes) {

  /** Hashes a request without exemplars. */
  public static HashedWrite of(
      TenantId tenant, List<SeriesSamples> series, List<MetricMetadata> metadata) {
    return of(tenant, series, List.of(), metadata);
  }

  /**
   * Hashes a request. Series that come more than once become one.
   *
   * @param series samples in order of time, times unique within an entry
   */
  public static HashedWrite of(
      TenantId tenant,
      List<SeriesSamples> series,
      List<SeriesExemplars> exemplars,
      List<MetricMetadata> metadata) {
    LabelHash hasher = new LabelHash();
    List<SeriesSamples> unique = series;
    long[] hashes = hash(hasher, tenant, series);
    if (hasRepeated(hashes)) {
      unique = unite(series);
      hashes = hash(hasher, tenant, unique);
    }
    List<SeriesExemplars> uniqueExemplars = SeriesExemplars.union(exemplars);
    return new HashedWrite(
        tenant,
        unique,
        hashes,
        unique.stream().mapToInt(MemorySize::of).toArray(),
        uniqueExemplars,
        uniqueExemplars.stream().mapToLong(each -> hasher.hash(tenant, each.series())).toArray(),
        metadata,
        metadata.stream().mapToLong(entry -> hash(hasher, tenant, entry)).toArray());
  }

  /** Whether there is nothing to store. */
  public boolean isEmpty() {
    return series.isEmpty() && exemplars.isEmpty() && metadata.isEmpty();
  }

  private static long[] hash(LabelHash hasher, TenantId tenant, List<SeriesSamples> series) {
    return series.stream().mapToLong(each -> hasher.hash(tenant, each.labels())).toArray();
  }

  private static long hash(LabelHash hasher, TenantId tenant, MetricMetadata entry) {
    return hasher.hash(tenant, Labels.of(Labels.METRIC_NAME, entry.metricFamilyName()));
  }

  private static boolean hasRepeated(long[] hashes) {
    long[] sorted = hashes.clone();
    Arrays.sort(sorted);
    for (int i = 1; i < sorted.length; i++) {
      if (sorted[i - 1] == sorted[i]) {
        return true;
      }
    }
    return false;
  }

  private static List<SeriesSamples> unite(List<SeriesSamples> series) {
    LinkedHashMap<Labels, SampleColumn> byLabels = new LinkedHashMap<>();
    for (SeriesSamples each : series) {
      byLabels.merge(each.labels(), each.samples(), SampleMerger::merge);
    }
    List<SeriesSamples> unique = new ArrayList<>(byLabels.size());
    byLabels.forEach((labels, samples) -> unique.add(new SeriesSamples(labels, samples)));
    return unique;
  }
}
