package io.carillon.querier.function;

/**
 * min_over_time and max_over_time of floats: of the samples that may still become the extremum of a
 * window, each better than all after it, the first is that of the present one.
 */
final class ExtremumKernel implements FloatKernel {
  private final boolean isMin;

  ExtremumKernel(boolean isMin) {
    this.isMin = isMin;
  }

  @Override
  public void evaluate(FloatWindows windows, double[] values, FloatColumn out) {
    int[] candidates = new int[values.length];
    int head = 0;
    int tail = 0;
    int next = 0;
    for (int step = 0; step < windows.steps(); step++) {
      int from = windows.from(step);
      for (next = Math.max(next, from); next < windows.to(step); next++) {
        double value = values[next];
        if (Double.isNaN(value)) {
          continue;
        }
        while (tail > head && isBetter(value, values[candidates[tail - 1]])) {
          tail--;
        }
        candidates[tail++] = next;
      }
      while (head < tail && candidates[head] < from) {
        head++;
      }
      if (windows.count(step) == 0) {
        out.clear(step);
      } else {
        // NaN only where there is nothing else.
        out.set(step, head == tail ? Double.NaN : values[candidates[head]]);
      }
    }
  }

  private boolean isBetter(double value, double than) {
    return isMin ? value < than : value > than;
  }
}
