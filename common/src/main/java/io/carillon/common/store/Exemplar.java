package io.carillon.common.store;

import io.carillon.common.labels.Labels;
import java.util.Comparator;

/**
 * One observation that stands for many of a series, such as a request with the trace that it left.
 * Natural order is by time, then value, then labels.
 *
 * @param labels what leads to the observation, such as a trace id; may be empty
 * @param value any float; all NaN count as one
 * @param timestampMs when it was observed
 */
public record Exemplar(Labels labels, double value, long timestampMs)
    implements Comparable<Exemplar> {
  private static final Comparator<Exemplar> ORDER =
      Comparator.comparingLong(Exemplar::timestampMs)
          .thenComparingDouble(Exemplar::value)
          .thenComparing(Exemplar::labels);

  public Exemplar {
    value = Double.isNaN(value) ? Double.NaN : value;
  }

  @Override
  public int compareTo(Exemplar other) {
    return ORDER.compare(this, other);
  }
}
