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
  public void evaluate(FloatWindows windows, double[] values, FloatColumn out) {
    int[] countBefore = new int[values.length];
    for (int i = 1; i < values.length; i++) {
      countBefore[i] = countBefore[i - 1] + (counted.counts(values[i - 1], values[i]) ? 1 : 0);
    }
    for (int step = 0; step < windows.steps(); step++) {
      if (windows.count(step) == 0) {
        out.clear(step);
      } else {
        out.set(step, countBefore[windows.to(step) - 1] - countBefore[windows.from(step)]);
      }
    }
  }
}
