package io.carillon.querier.function;

/**
 * By what rate and its relatives multiply a difference between first and last sample to cover the
 * window (extrapolatedRate in promql/functions.go). Used by one thread.
 */
final class Extrapolation {
  /** A gap at the edge up to this many average gaps is extrapolated over in full. */
  private static final double LIMIT = 1.1;

  private final boolean isCounter;
  private double toStart;
  private double toEnd;
  private double sampled;

  Extrapolation(boolean isCounter) {
    this.isCounter = isCounter;
  }

  /** Moves to a window of at least two samples. */
  void moveTo(FloatWindows windows, int step) {
    long[] timesMs = windows.timesMs();
    long firstMs = timesMs[windows.from(step)];
    long lastMs = timesMs[windows.to(step) - 1];
    long endMs = windows.endMs(step);
    moveTo(
        firstMs - (endMs - windows.rangeMs()),
        endMs - lastMs,
        lastMs - firstMs,
        windows.count(step));
  }

  /**
   * Where the samples of a window lie.
   *
   * @param toStartMs from the start of the window to the first sample
   * @param toEndMs from the last sample to the end of the window
   * @param sampledMs from the first sample to the last
   * @param count number of samples, at least 2
   */
  void moveTo(long toStartMs, long toEndMs, long sampledMs, int count) {
    sampled = sampledMs / 1000.0;
    double averageGap = sampled / (count - 1);
    double limit = averageGap * LIMIT;
    toStart = toStartMs / 1000.0;
    if (toStart >= limit) {
      toStart = averageGap / 2;
    }
    toEnd = toEndMs / 1000.0;
    if (toEnd >= limit) {
      toEnd = averageGap / 2;
    }
  }

  /** Whether less than what lies between the samples reaches back to the start of the window. */
  boolean canReachZero() {
    return !(sampled >= toStart);
  }

  /**
   * The factor.
   *
   * @param first value of the first sample
   * @param difference increase between first and last sample
   */
  double factor(double first, double difference) {
    double covered = toStart;
    // A counter cannot have been below zero.
    if (isCounter && difference > 0 && first >= 0) {
      double toZero = sampled * (first / difference);
      if (toZero < covered) {
        covered = toZero;
      }
    }
    return sampled == 0 ? 1 : (sampled + covered + toEnd) / sampled;
  }
}
