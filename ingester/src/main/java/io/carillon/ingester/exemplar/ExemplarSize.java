package io.carillon.ingester.exemplar;

import io.carillon.common.labels.Labels;
import io.carillon.common.store.Exemplar;
import io.carillon.common.store.SeriesExemplars;

/** Estimates what exemplars take in memory. */
final class ExemplarSize {
  /** The objects of an exemplar, its label set and its entries in a set and a queue. */
  private static final int EXEMPLAR_BYTES = 168;

  /** The objects of a series, its label set, and its entry in a map. */
  private static final int SERIES_BYTES = 200;

  /** A string and its array, and the reference to it. */
  private static final int STRING_BYTES = 48;

  private ExemplarSize() {}

  static int of(Exemplar exemplar) {
    return EXEMPLAR_BYTES + of(exemplar.labels());
  }

  static int ofSeries(Labels series) {
    return SERIES_BYTES + of(series);
  }

  static long of(SeriesExemplars exemplars) {
    return ofSeries(exemplars.series())
        + exemplars.exemplars().stream().mapToLong(ExemplarSize::of).sum();
  }

  private static int of(Labels labels) {
    int bytes = 2 * STRING_BYTES * labels.size();
    for (int i = 0; i < labels.size(); i++) {
      bytes += labels.name(i).length() + labels.value(i).length();
    }
    return bytes;
  }
}
