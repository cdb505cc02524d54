package io.carillon.querier.function;

/**
 * By what rate and its relatives multiply a difference between first and last sample to cover the
 * window (extrapolatedRate in promql/functions.go). Remembers the last geometry, which regular
 * scrapes repeat at each step. Used by one thread.
 */
final class Extrapolation {
  /** A gap at the edge up to this many average gaps is extrapolated over in full. */
  private static final double LIMIT = 1.1;

  private final boolean isCounter;
  private long toStartMs = Long.MIN_VALUE;
  private long toEndMs;
  private long sampledMs;
  private int count;
  private double toStart;
  private double toEnd;
  private double sampled;
  private double factor;

  Extrapolation(boolean isCounter) {
    this.isCounter = isCounter;
  }

  /**
   * Where the samples of a window lie.
   *
   * @param newToStartMs from the start of the window to the first sample
   * @param newToEndMs from the last sample to the end of the window
   * @param newSampledMs from the first sample to the last
   * @param newCount number of samples, at least 2
   */
  void moveTo(long newToStartMs, long newToEndMs, long newSampledMs, int newCount) {
    if (newToStartMs == toStartMs
        && newToEndMs == toEndMs
        && newSampledMs == sampledMs
        && newCount == count) {
      return;
    }
    toStartMs = newToStartMs;
    toEndMs = newToEndMs;
    sampledMs = newSampledMs;
    count = newCount;
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
    factor = factor(toStart);
  }

  private double factor(double covered) {
    return sampled == 0 ? 1 : (sampled + covered + toEnd) / sampled;
  }

  /**
   * The factor.
   *
   * @param first value of the first sample
   * @param difference increase between first and last sample
   */
  double factor(double first, double difference) {
    // A counter cannot have been below zero; one that had more than it gained was not.
    if (isCounter && difference > 0 && first >= 0 && !(first >= difference && sampled >= toStart)) {
      double toZero = sampled * (first / difference);
      if (toZero < toStart) {
        return factor(toZero);
      }
    }
    return factor;
  }
}
