package io.carillon.common.store;

import io.carillon.common.labels.Labels;
import java.util.List;

/**
 * Label sets.
 *
 * @param series in label order, no duplicates
 * @param trailer what the replica vouches for
 */
public record SeriesAnswer(List<Labels> series, Trailer trailer) {
  public SeriesAnswer {
    series = List.copyOf(series);
  }
}
