package io.carillon.common.telemetry;

import io.carillon.common.store.MetricMetadata;
import io.carillon.common.store.SeriesSamples;
import java.util.List;

/**
 * What one scrape of ourselves found.
 *
 * @param series one sample each, all of the same time
 * @param metadata of the metric families
 */
public record SelfScrape(List<SeriesSamples> series, List<MetricMetadata> metadata) {
  public SelfScrape {
    series = List.copyOf(series);
    metadata = List.copyOf(metadata);
  }
}
