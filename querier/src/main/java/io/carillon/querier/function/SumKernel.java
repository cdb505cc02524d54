package io.carillon.querier.function;

/**
 * sum_over_time and avg_over_time of floats. Numbers that leave the range of a double take the
 * general way.
 */
final class SumKernel implements FloatKernel {
  private final boolean isMean;

  SumKernel(boolean isMean) {
    this.isMean = isMean;
  }

  @Override
  public void evaluate(FloatWindows windows, double[] values, FloatColumn out) {
    for (int step = 0; step < windows.steps(); step++) {
      if (windows.count(step) == 0) {
        out.clear(step);
      } else {
        out.set(step, evaluate(values, windows.from(step), windows.to(step)));
      }
    }
  }

  private double evaluate(double[] values, int from, int to) {
    double sum = isMean ? values[from] : 0.0 + values[from];
    double compensation = 0;
    for (int i = from + 1; i < to; i++) {
      double value = values[i];
      double newSum = sum + value;
      compensation += KahanSum.roundingError(sum, value, newSum);
      sum = newSum;
    }
    if (!Double.isFinite(sum) || !Double.isFinite(compensation)) {
      return isMean ? mean(values, from, to) : sum(values, from, to);
    }
    int count = to - from;
    return isMean ? sum / count + compensation / count : sum + compensation;
  }

  private static double mean(double[] values, int from, int to) {
    Mean mean = new Mean();
    mean.start(values[from]);
    for (int i = from + 1; i < to; i++) {
      mean.add(values[i]);
    }
    return mean.value();
  }

  private static double sum(double[] values, int from, int to) {
    KahanSum sum = new KahanSum();
    for (int i = from; i < to; i++) {
      sum.add(values[i]);
    }
    return Double.isInfinite(sum.sum()) ? sum.sum() : sum.total();
  }
}
