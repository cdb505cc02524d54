package io.carillon.distributor.validate;

import java.util.Locale;

/** Why exemplars were refused; the names are values of a metric's label. */
public enum ExemplarRejection {
  INVALID_SERIES,
  INVALID_UTF8,
  EMPTY_LABEL_NAME,
  DUPLICATE_LABEL_NAME,
  LABELS_TOO_LONG,
  FUTURE_TIMESTAMP,
  TOO_MANY;

  private final String metricLabel = name().toLowerCase(Locale.ROOT);

  /** The reason as metrics name it. */
  public String metricLabel() {
    return metricLabel;
  }
}
