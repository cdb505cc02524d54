package io.carillon.querier.function;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Functions of range vectors, by their PromQL names. */
public final class WindowFunctions {
  private static final Map<String, WindowFunction> BY_NAME =
      Map.ofEntries(
          Map.entry("rate", window -> RateFunctions.rate(window, true, true)),
          Map.entry("increase", window -> RateFunctions.rate(window, true, false)),
          Map.entry("delta", window -> RateFunctions.rate(window, false, false)),
          Map.entry("irate", window -> RateFunctions.lastTwo(window, true)),
          Map.entry("idelta", window -> RateFunctions.lastTwo(window, false)),
          Map.entry("changes", RateFunctions::changes),
          Map.entry("resets", RateFunctions::resets),
          Map.entry("deriv", TrendFunctions::derivative),
          Map.entry("predict_linear", TrendFunctions::predictLinear),
          Map.entry("double_exponential_smoothing", TrendFunctions::doubleExponentialSmoothing),
          Map.entry("avg_over_time", OverTimeFunctions::average),
          Map.entry("sum_over_time", OverTimeFunctions::sum),
          Map.entry("count_over_time", window -> window.result(window.size())),
          Map.entry("min_over_time", window -> OverTimeFunctions.extremum(window, true, false)),
          Map.entry("max_over_time", window -> OverTimeFunctions.extremum(window, false, false)),
          Map.entry(
              "ts_of_min_over_time", window -> OverTimeFunctions.extremum(window, true, true)),
          Map.entry(
              "ts_of_max_over_time", window -> OverTimeFunctions.extremum(window, false, true)),
          Map.entry("stddev_over_time", window -> OverTimeFunctions.variance(window, true)),
          Map.entry("stdvar_over_time", window -> OverTimeFunctions.variance(window, false)),
          Map.entry("first_over_time", OverTimeFunctions::first),
          Map.entry("last_over_time", OverTimeFunctions::last),
          Map.entry("ts_of_first_over_time", OverTimeFunctions::timeOfFirst),
          Map.entry("ts_of_last_over_time", OverTimeFunctions::timeOfLast),
          Map.entry("quantile_over_time", OverTimeFunctions::quantile),
          Map.entry("mad_over_time", OverTimeFunctions::medianAbsoluteDeviation),
          Map.entry("present_over_time", window -> window.result(1)),
          Map.entry("absent_over_time", window -> window.result(1)));

  private WindowFunctions() {}

  /** The function of a name, or null when there is none of this kind. */
  public static @Nullable WindowFunction find(String name) {
    return BY_NAME.get(name);
  }
}
