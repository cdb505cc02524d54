package io.carillon.common.store;

import java.util.List;

/**
 * Metadata of metric families.
 *
 * @param metadata sorted by family name; a family may come more than once with different content
 * @param trailer what the replica vouches for
 */
public record MetadataAnswer(List<MetricMetadata> metadata, Trailer trailer) {
  public MetadataAnswer {
    metadata = List.copyOf(metadata);
  }
}
