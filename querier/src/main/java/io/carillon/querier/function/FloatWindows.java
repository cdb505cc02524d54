package io.carillon.querier.function;

/**
 * The windows (end - range, end] of all steps over a column of floats, one after the other: indices
 * into the column. Used by one thread.
 */
public final class FloatWindows {
  private final long[] timesMs;
  private final double[] values;
  private final long firstEndMs;
  private final long stepMs;
  private final int steps;
  private final long rangeMs;
  private int step = -1;
  private int from;
  private int to;

  /**
   * Windows before the first step.
   *
   * @param samples without histograms
   * @param firstEndMs last time in the window of the first step
   * @param stepMs by how much the windows move from step to step, not negative
   */
  public FloatWindows(
      WindowSamples samples, long firstEndMs, long stepMs, int steps, long rangeMs) {
    timesMs = samples.floatTimesMs();
    values = samples.floatValues();
    this.firstEndMs = firstEndMs;
    this.stepMs = stepMs;
    this.steps = steps;
    this.rangeMs = rangeMs;
  }

  /** Moves to the next step; false after the last. */
  boolean next() {
    if (++step == steps) {
      return false;
    }
    long end = endMs();
    long start = end - rangeMs;
    int i = to;
    while (i < timesMs.length && timesMs[i] <= end) {
      i++;
    }
    to = i;
    i = from;
    while (i < to && timesMs[i] <= start) {
      i++;
    }
    from = i;
    return true;
  }

  int step() {
    return step;
  }

  int steps() {
    return steps;
  }

  /** Index of the first sample in the window. */
  int from() {
    return from;
  }

  /** Index after the last sample in the window. */
  int to() {
    return to;
  }

  int count() {
    return to - from;
  }

  long rangeMs() {
    return rangeMs;
  }

  /** The last time in the window. */
  long endMs() {
    return firstEndMs + step * stepMs;
  }

  /** Times of all samples, milliseconds; not to be changed. */
  long[] timesMs() {
    return timesMs;
  }

  /** All samples; not to be changed. */
  double[] values() {
    return values;
  }
}
