package io.carillon.querier.function;

import java.util.Locale;
import java.util.OptionalDouble;

/** Reads numbers as Go's strconv.ParseFloat does, without underscores. */
public final class GoNumber {
  private GoNumber() {}

  /** The number, or nothing when the text is none or its number is too large. */
  public static OptionalDouble parse(String text) {
    String unsigned = text.startsWith("+") || text.startsWith("-") ? text.substring(1) : text;
    String lower = unsigned.toLowerCase(Locale.ROOT);
    return switch (lower) {
      case "inf", "infinity" ->
          OptionalDouble.of(
              text.startsWith("-") ? Double.NEGATIVE_INFINITY : Double.POSITIVE_INFINITY);
      case "nan" -> unsigned.equals(text) ? OptionalDouble.of(Double.NaN) : OptionalDouble.empty();
      default -> parseDigits(text, lower);
    };
  }

  private static OptionalDouble parseDigits(String text, String lower) {
    boolean isHex = lower.startsWith("0x");
    String allowed = isHex ? "0123456789abcdefxp.+-" : "0123456789e.+-";
    if (lower.isEmpty() || lower.chars().anyMatch(c -> allowed.indexOf(c) < 0)) {
      return OptionalDouble.empty();
    }
    try {
      double value = Double.parseDouble(text);
      return Double.isInfinite(value) ? OptionalDouble.empty() : OptionalDouble.of(value);
    } catch (NumberFormatException e) {
      return OptionalDouble.empty();
    }
  }
}
