package io.carillon.querier.parser;

import org.jspecify.annotations.Nullable;

/**
 * The value of a number: integers as Go's {@code ParseInt} with base 0 reads them (so that {@code
 * 010} is 8 and {@code 0x10} is 16), everything else as {@code ParseFloat}.
 */
final class NumberSyntax {
  private NumberSyntax() {}

  /**
   * The value.
   *
   * @throws NumberFormatException with Go's text when it is none
   */
  static double parse(String text) {
    if (text.equalsIgnoreCase("inf")) {
      return Double.POSITIVE_INFINITY;
    }
    if (text.equalsIgnoreCase("nan")) {
      return Double.NaN;
    }
    boolean hasPrefix = text.length() > 1 && text.charAt(0) == '0' && isX(text.charAt(1));
    if (!hasProperUnderscores(text, hasPrefix)) {
      throw failure(text, "invalid syntax");
    }
    String digits = text.replace("_", "");
    Long integer = parseInteger(digits, hasPrefix);
    if (integer != null) {
      return integer;
    }
    if (hasPrefix) {
      throw failure(text, "invalid syntax");
    }
    return parseFloat(text, digits);
  }

  private static @Nullable Long parseInteger(String digits, boolean hasPrefix) {
    boolean isOctal = !hasPrefix && digits.length() > 1 && digits.charAt(0) == '0';
    int radix = hasPrefix ? 16 : isOctal ? 8 : 10;
    String number = digits.substring(hasPrefix ? 2 : 0);
    if (number.isEmpty() || !number.chars().allMatch(c -> Character.digit(c, radix) >= 0)) {
      return null;
    }
    try {
      return Long.valueOf(number, radix);
    } catch (NumberFormatException e) {
      return null; // Too large for an integer.
    }
  }

  private static double parseFloat(String text, String digits) {
    double value;
    try {
      value = Double.parseDouble(digits);
    } catch (NumberFormatException e) {
      throw failure(text, "invalid syntax");
    }
    if (Double.isInfinite(value)) {
      throw failure(text, "value out of range");
    }
    return value;
  }

  /** Underscores stand between digits, or between prefix and digit. */
  private static boolean hasProperUnderscores(String text, boolean hasPrefix) {
    int radix = hasPrefix ? 16 : 10;
    boolean afterDigit = hasPrefix;
    boolean afterUnderscore = false;
    for (int i = hasPrefix ? 2 : 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '_') {
        if (!afterDigit) {
          return false;
        }
      } else if (afterUnderscore && Character.digit(c, radix) < 0) {
        return false;
      }
      afterUnderscore = c == '_';
      afterDigit = Character.digit(c, radix) >= 0;
    }
    return !afterUnderscore;
  }

  private static boolean isX(char c) {
    return c == 'x' || c == 'X';
  }

  private static NumberFormatException failure(String text, String reason) {
    return new NumberFormatException(
        "error parsing number: strconv.ParseFloat: parsing " + GoText.quote(text) + ": " + reason);
  }
}
