package io.carillon.deploy.bench.data;

import io.carillon.common.labels.Labels;

/**
 * Series that a benchmark writes: a value depends on series and scrape only. Different threads may
 * ask for different series at once. A series is asked by one thread at a time, and cheaply so in
 * order of scrapes.
 */
public interface GeneratedSeries {
  /** Number of series. */
  int size();

  /** Label set of the i-th series; the same object each time. */
  Labels labels(int i);

  /** Number of the target, from 0, that the i-th series comes from. */
  default int target(int i) {
    return 0;
  }

  /** Value of the i-th series at a scrape, from 0. */
  double value(int i, int scrape);
}
