package io.carillon.querier.fuzz;

/** The steps at which a part of a query is evaluated; there may be none. */
record Frame(long startMs, long stepMs, int count) {
  static Frame single(long timeMs) {
    return new Frame(timeMs, 1, 1);
  }

  static Frame range(long startMs, long endMs, long stepMs) {
    return new Frame(startMs, stepMs, endMs < startMs ? 0 : (int) ((endMs - startMs) / stepMs + 1));
  }

  long timeMs(int step) {
    return startMs + step * stepMs;
  }

  long lastMs() {
    return timeMs(count - 1);
  }

  /** Whether there is one step, as in an instant query. */
  boolean isSingle() {
    return count == 1;
  }
}
