package io.carillon.querier.function;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Functions of range vectors that have a fast way for floats, by their PromQL names. */
public final class FloatKernels {
  private static final Map<String, FloatKernel> BY_NAME =
      Map.ofEntries(
          Map.entry("rate", new RateKernel(true, true)),
          Map.entry("increase", new RateKernel(true, false)),
          Map.entry("delta", new RateKernel(false, false)),
          Map.entry("sum_over_time", new SumKernel(false)),
          Map.entry("avg_over_time", new SumKernel(true)),
          Map.entry("min_over_time", new ExtremumKernel(true)),
          Map.entry("max_over_time", new ExtremumKernel(false)),
          Map.entry("changes", new CountKernel(CountKernel::isChange)),
          Map.entry("resets", new CountKernel(CountKernel::isReset)),
          Map.entry("count_over_time", each((_, from, to) -> to - from)),
          Map.entry("present_over_time", each((_, _, _) -> 1)),
          Map.entry("last_over_time", each((values, _, to) -> values[to - 1])),
          Map.entry("first_over_time", each((values, from, _) -> values[from])));

  private FloatKernels() {}

  /** Something of one window that is not empty. */
  @FunctionalInterface
  private interface OfWindow {
    double of(double[] values, int from, int to);
  }

  private static FloatKernel each(OfWindow function) {
    return (windows, values, out) -> {
      for (int step = 0; step < windows.steps(); step++) {
        if (windows.count(step) == 0) {
          out.clear(step);
        } else {
          out.set(step, function.of(values, windows.from(step), windows.to(step)));
        }
      }
    };
  }

  /**
   * The kernel of a call, or null when there is none.
   *
   * @param name of the function
   * @param arguments the scalar arguments at each step
   */
  public static @Nullable FloatKernel find(String name, double[][] arguments) {
    if (name.equals("quantile_over_time")) {
      return isEachValid(arguments[0]) ? new QuantileKernel(arguments[0]) : null;
    }
    return BY_NAME.get(name);
  }

  private static boolean isEachValid(double[] quantiles) {
    for (double quantile : quantiles) {
      if (Quantiles.isInvalid(quantile)) {
        return false;
      }
    }
    return true;
  }
}
