package io.carillon.querier.parser;

import java.util.Locale;

/** The aggregation operators. */
public enum AggregateOp {
  SUM,
  AVG,
  COUNT,
  MIN,
  MAX,
  GROUP,
  STDDEV,
  STDVAR,
  TOPK,
  BOTTOMK,
  COUNT_VALUES,
  QUANTILE,
  LIMITK,
  LIMIT_RATIO;

  /** The keyword in PromQL. */
  public String keyword() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** Whether it takes a parameter before the vector. */
  public boolean hasParam() {
    return switch (this) {
      case TOPK, BOTTOMK, COUNT_VALUES, QUANTILE, LIMITK, LIMIT_RATIO -> true;
      case SUM, AVG, COUNT, MIN, MAX, GROUP, STDDEV, STDVAR -> false;
    };
  }
}
