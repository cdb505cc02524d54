package io.carillon.querier.exec;

/**
 * The times at which a part of a query is evaluated.
 *
 * @param startMs the first step
 * @param stepMs distance of the steps, above 0
 * @param count number of steps; may be 0
 */
record Grid(long startMs, long stepMs, int count) {
  /**
   * More than a query may have steps, which only a subquery can ask for: what it holds at each step
   * would be above any budget.
   */
  private static final long MAX_STEPS = 1 << 24;

  /** One step. */
  static Grid single(long timeMs) {
    return new Grid(timeMs, 1, 1);
  }

  /**
   * Steps from {@code startMs} to {@code endMs} at most.
   *
   * @throws io.carillon.common.error.CarillonException with EXECUTION when they are too many
   */
  static Grid range(long startMs, long endMs, long stepMs) {
    long count = endMs < startMs ? 0 : (endMs - startMs) / stepMs + 1;
    if (count > MAX_STEPS) {
      throw QueryContext.failed(
          "query processing would load too many samples into memory in query execution");
    }
    return new Grid(startMs, stepMs, (int) count);
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
