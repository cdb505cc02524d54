package io.carillon.distributor.validate;

import java.util.Locale;

/** Why samples were refused; the names are values of a metric's label. */
public enum RejectionReason {
  MISSING_METRIC_NAME,
  EMPTY_LABEL_NAME,
  DUPLICATE_LABEL_NAME,
  INVALID_UTF8,
  LABEL_NAME_TOO_LONG,
  LABEL_VALUE_TOO_LONG,
  TOO_MANY_LABELS,
  FUTURE_TIMESTAMP,
  INVALID_HISTOGRAM,
  REFUSED_BY_INGESTER;

  private final String metricLabel = name().toLowerCase(Locale.ROOT);

  /** The reason as metrics and answers name it. */
  public String metricLabel() {
    return metricLabel;
  }
}
