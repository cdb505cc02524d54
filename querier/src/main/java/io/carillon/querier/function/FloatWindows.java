package io.carillon.querier.function;

import org.jspecify.annotations.Nullable;

/**
 * The windows (end - range, end] of all steps over a column of floats, as indices into it. Depends
 * on the times of samples only, so that series scraped together share it. Thread-safe.
 */
public final class FloatWindows {
  private final long[] timesMs;
  private final long firstEndMs;
  private final long stepMs;
  private final long rangeMs;
  private final int[] from;
  private final int[] to;
  private long selected;
  private int largest;
  private volatile @Nullable RateFactors rateFactors;

  /**
   * Finds the windows.
   *
   * @param timesMs times of samples, ascending; not to be changed
   * @param firstEndMs last time in the window of the first step
   * @param stepMs by how much the windows move from step to step, not negative
   */
  public FloatWindows(long[] timesMs, long firstEndMs, long stepMs, int steps, long rangeMs) {
    this.timesMs = timesMs;
    this.firstEndMs = firstEndMs;
    this.stepMs = stepMs;
    this.rangeMs = rangeMs;
    from = new int[steps];
    to = new int[steps];
    find();
  }

  private void find() {
    int first = 0;
    int next = 0;
    for (int step = 0; step < to.length; step++) {
      long endMs = endMs(step);
      while (next < timesMs.length && timesMs[next] <= endMs) {
        next++;
      }
      while (first < next && timesMs[first] <= endMs - rangeMs) {
        first++;
      }
      from[step] = first;
      to[step] = next;
      selected += next - first;
      largest = Math.max(largest, next - first);
    }
  }

  /** Samples in all windows, each counted in every window that it is in. */
  public long selected() {
    return selected;
  }

  /** Samples in the largest window. */
  public int largest() {
    return largest;
  }

  /** Times of all samples, milliseconds; not to be changed. */
  public long[] timesMs() {
    return timesMs;
  }

  int steps() {
    return to.length;
  }

  /** Index of the first sample in the window of a step. */
  int from(int step) {
    return from[step];
  }

  /** Index after the last sample in the window of a step. */
  int to(int step) {
    return to[step];
  }

  int count(int step) {
    return to[step] - from[step];
  }

  long rangeMs() {
    return rangeMs;
  }

  /** The last time in the window of a step. */
  long endMs(int step) {
    return firstEndMs + step * stepMs;
  }

  /** What rate and its relatives multiply with; these windows serve one function only. */
  RateFactors rateFactors(boolean isPerSecond) {
    RateFactors factors = rateFactors;
    if (factors == null) {
      factors = new RateFactors(this, isPerSecond);
      rateFactors = factors;
    }
    return factors;
  }
}
