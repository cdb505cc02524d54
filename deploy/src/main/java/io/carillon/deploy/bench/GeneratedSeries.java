package io.carillon.deploy.bench;

import io.carillon.common.labels.Labels;

/** Series that a benchmark writes: a value depends on series and scrape only. Thread-safe. */
public interface GeneratedSeries {
  /** Number of series. */
  int size();

  /** Label set of the i-th series. */
  Labels labels(int i);

  /** Value of the i-th series at a scrape, from 0. */
  double value(int i, int scrape);
}
