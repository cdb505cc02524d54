package io.carillon.querier.function;

/** changes and resets of floats: how often neighbours differ, counted once for all windows. */
final class CountKernel implements FloatKernel {
  private final Pair counted;

  /** Two neighbouring samples. */
  @FunctionalInterface
  interface Pair {
    boolean counts(double previous, double current);
  }

  CountKernel(Pair counted) {
    this.counted = counted;
  }

  static boolean isChange(double previous, double current) {
    return current != previous && !(Double.isNaN(current) && Double.isNaN(previous));
  }

  static boolean isReset(double previous, double current) {
    return current < previous;
  }

  @Override
  public void evaluate(FloatWindows windows, FloatColumn out) {
    double[] values = windows.values();
    int[] countBefore = new int[values.length];
    for (int i = 1; i < values.length; i++) {
      countBefore[i] = countBefore[i - 1] + (counted.counts(values[i - 1], values[i]) ? 1 : 0);
    }
    while (windows.next()) {
      if (windows.count() == 0) {
        out.clear(windows.step());
      } else {
        out.set(windows.step(), countBefore[windows.to() - 1] - countBefore[windows.from()]);
      }
    }
  }
}
