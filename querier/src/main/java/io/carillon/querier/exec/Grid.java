package io.carillon.querier.exec;

/**
 * The times at which a part of a query is evaluated.
 *
 * @param startMs the first step
 * @param stepMs distance of the steps, above 0
 * @param count number of steps; may be 0
 */
record Grid(long startMs, long stepMs, int count) {
  /** One step. */
  static Grid single(long timeMs) {
    return new Grid(timeMs, 1, 1);
  }

  /** Steps from {@code startMs} to {@code endMs} at most. */
  static Grid range(long startMs, long endMs, long stepMs) {
    int count = endMs < startMs ? 0 : Math.toIntExact((endMs - startMs) / stepMs + 1);
    return new Grid(startMs, stepMs, count);
  }

  long timeMs(int step) {
    return startMs + step * stepMs;
  }

  /** The last step; the grid has one. */
  long lastMs() {
    return timeMs(count - 1);
  }

  /** The first step alone. */
  Grid first() {
    return new Grid(startMs, stepMs, 1);
  }

  /** Whether this may be an instant query, whose order of series is kept. */
  boolean isSingle() {
    return count == 1;
  }
}
