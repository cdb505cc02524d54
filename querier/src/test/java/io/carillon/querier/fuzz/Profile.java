package io.carillon.querier.fuzz;

/** What data and queries may contain. */
public enum Profile {
  /** Everything that the engine knows. */
  EVERYTHING,
  /**
   * What Prometheus 2.42 knows: floats only, and sample times that never fall on the edge of a
   * window.
   */
  PROMETHEUS_2_42;

  /** Whether native histograms, extended selectors, fill and computed durations are there. */
  public boolean isModern() {
    return this == EVERYTHING;
  }
}
