package io.carillon.querier.function;

import java.util.Map;
import java.util.function.DoubleUnaryOperator;
import org.jspecify.annotations.Nullable;

/** Functions from a number to a number, by their PromQL names. */
public final class FloatFunctions {
  private static final Map<String, DoubleUnaryOperator> BY_NAME =
      Map.ofEntries(
          Map.entry("abs", Math::abs),
          Map.entry("ceil", Math::ceil),
          Map.entry("floor", Math::floor),
          Map.entry("exp", GoMath::exp),
          Map.entry("sqrt", Math::sqrt),
          Map.entry("ln", GoMath::log),
          Map.entry("log2", GoMath::log2),
          Map.entry("log10", GoMath::log10),
          Map.entry("sgn", FloatFunctions::sign),
          Map.entry("sin", GoTrigonometry::sin),
          Map.entry("cos", GoTrigonometry::cos),
          Map.entry("tan", GoTrigonometry::tan),
          Map.entry("asin", GoTrigonometry::asin),
          Map.entry("acos", GoTrigonometry::acos),
          Map.entry("atan", GoTrigonometry::atan),
          Map.entry("sinh", GoMath::sinh),
          Map.entry("cosh", GoMath::cosh),
          Map.entry("tanh", GoMath::tanh),
          Map.entry("asinh", GoMath::asinh),
          Map.entry("acosh", GoMath::acosh),
          Map.entry("atanh", GoMath::atanh),
          Map.entry("rad", degrees -> degrees * Math.PI / 180),
          Map.entry("deg", radians -> radians * 180 / Math.PI));

  private FloatFunctions() {}

  /** The function of a name, or null when there is none of this kind. */
  public static @Nullable DoubleUnaryOperator find(String name) {
    return BY_NAME.get(name);
  }

  /** Rounds to a multiple of {@code nearest}, halves upwards. */
  public static double round(double value, double nearest) {
    // The inverse loses less: 0.1 has no exact form, 10 has.
    double inverse = 1.0 / nearest;
    return Math.floor(value * inverse + 0.5) / inverse;
  }

  /** Limits to [min, max]. */
  public static double clamp(double value, double min, double max) {
    return GoMath.max(min, GoMath.min(max, value));
  }

  private static double sign(double value) {
    return value < 0 ? -1 : value > 0 ? 1 : value;
  }
}
