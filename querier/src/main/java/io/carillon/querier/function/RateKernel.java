package io.carillon.querier.function;

import java.util.Arrays;

/** rate, increase and delta of floats: the resets of a counter are found once for all windows. */
final class RateKernel implements FloatKernel {
  private static final int[] NO_RESETS = {};

  private final boolean isCounter;
  private final boolean isPerSecond;

  RateKernel(boolean isCounter, boolean isPerSecond) {
    this.isCounter = isCounter;
    this.isPerSecond = isPerSecond;
  }

  @Override
  public void evaluate(FloatWindows windows, FloatColumn out) {
    long[] timesMs = windows.timesMs();
    double[] values = windows.values();
    int[] resets = isCounter ? resets(values) : NO_RESETS;
    int reset = 0;
    double rangeSeconds = windows.rangeMs() / 1000.0;
    double lastFactor = Double.NaN;
    double scale = Double.NaN;
    Extrapolation extrapolation = new Extrapolation(isCounter);
    while (windows.next()) {
      int first = windows.from();
      int last = windows.to() - 1;
      if (last <= first) {
        out.clear(windows.step());
        continue;
      }
      while (reset < resets.length && resets[reset] <= first) {
        reset++;
      }
      double difference = values[last] - values[first];
      for (int i = reset; i < resets.length && resets[i] <= last; i++) {
        difference += values[resets[i] - 1];
      }
      long endMs = windows.endMs();
      extrapolation.moveTo(
          timesMs[first] - endMs + windows.rangeMs(),
          endMs - timesMs[last],
          timesMs[last] - timesMs[first],
          windows.count());
      double factor = extrapolation.factor(values[first], difference);
      if (factor != lastFactor) {
        lastFactor = factor;
        scale = isPerSecond ? factor / rangeSeconds : factor;
      }
      out.set(windows.step(), difference * scale);
    }
  }

  /** Indices of samples below their predecessor. */
  private static int[] resets(double[] values) {
    int[] resets = NO_RESETS;
    int count = 0;
    for (int i = 1; i < values.length; i++) {
      if (values[i] < values[i - 1]) {
        if (count == resets.length) {
          resets = Arrays.copyOf(resets, Math.max(8, count * 2));
        }
        resets[count++] = i;
      }
    }
    return Arrays.copyOf(resets, count);
  }
}
