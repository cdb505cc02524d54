package io.carillon.common.store;

import java.util.List;

/**
 * Exemplars.
 *
 * @param series each series once, in label order, with its exemplars in natural order; none is
 *     empty
 * @param trailer what the replica vouches for
 */
public record ExemplarsAnswer(List<SeriesExemplars> series, Trailer trailer) {
  public ExemplarsAnswer {
    series = List.copyOf(series);
  }
}
