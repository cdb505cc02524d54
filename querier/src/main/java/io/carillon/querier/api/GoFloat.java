package io.carillon.querier.api;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Floats as text, the way Go's strconv writes and reads them. */
final class GoFloat {
  private static final double EXPONENT_BELOW = 1e-6;
  private static final double EXPONENT_FROM = 1e21;
  private static final double EXACT_LONGS = 1L << 53;

  /** Below this, one digit may tell a double apart where Java insists on two. */
  private static final double COARSE_BELOW = 1e-321;

  private static final MathContext ONE_DIGIT = new MathContext(1, RoundingMode.HALF_UP);
  private static final Pattern HEX_PREFIX = Pattern.compile("[+-]?0[xX]_?");
  private static final Pattern NUMBER =
      Pattern.compile(
          "[+-]?(?:(?:[0-9]+\\.?[0-9]*|\\.[0-9]+)(?:[eE][+-]?[0-9]+)?"
              + "|0[xX](?:[0-9a-fA-F]+\\.?[0-9a-fA-F]*|\\.[0-9a-fA-F]+)[pP][+-]?[0-9]+)");
  private static final Pattern INFINITY = Pattern.compile("(?i)[+-]?inf(?:inity)?");

  private GoFloat() {}

  /**
   * The shortest text that reads back as the value; with an exponent only below 1e-6 and from 1e21
   * (util/jsonutil/marshal.go).
   */
  static String format(double value) {
    double magnitude = Math.abs(value);
    if (magnitude != 0 && (magnitude < EXPONENT_BELOW || magnitude >= EXPONENT_FROM)) {
      return Double.isFinite(value) ? withExponent(shortest(value)) : formatPlain(value);
    }
    return formatPlain(value);
  }

  /** The shortest text that reads back as the value, never with an exponent. */
  static String formatPlain(double value) {
    if (Double.isNaN(value)) {
      return "NaN";
    }
    if (Double.isInfinite(value)) {
      return value > 0 ? "+Inf" : "-Inf";
    }
    if (value == 0) {
      return 1 / value < 0 ? "-0" : "0";
    }
    if (Math.abs(value) < EXACT_LONGS && value == (long) value) {
      return Long.toString((long) value);
    }
    String text = shortest(value);
    if (text.indexOf('E') < 0) {
      return text.endsWith(".0") ? text.substring(0, text.length() - 2) : text;
    }
    BigDecimal exact = new BigDecimal(text);
    return (exact.scale() > 0 ? exact.stripTrailingZeros() : exact).toPlainString();
  }

  /**
   * Reads a number as strconv.ParseFloat does.
   *
   * @return null when the text is none, or too large for a double
   */
  static @Nullable Double parse(String text) {
    if (INFINITY.matcher(text).matches()) {
      return text.charAt(0) == '-' ? Double.NEGATIVE_INFINITY : Double.POSITIVE_INFINITY;
    }
    if (text.equalsIgnoreCase("nan")) {
      return Double.NaN;
    }
    String number = text.indexOf('_') < 0 ? text : withoutUnderscores(text);
    if (!NUMBER.matcher(number).matches()) {
      return null;
    }
    double value = Double.parseDouble(number);
    return Double.isInfinite(value) ? null : value;
  }

  /** Leaves out underscores between digits and behind the prefix of hexadecimals. */
  private static String withoutUnderscores(String text) {
    Matcher prefix = HEX_PREFIX.matcher(text);
    if (!prefix.lookingAt()) {
      return text.replaceAll("(?<=[0-9])_(?=[0-9])", "");
    }
    String digits = text.substring(prefix.end());
    return prefix.group().replace("_", "")
        + digits.replaceAll("(?<=[0-9a-fA-F])_(?=[0-9a-fA-F])", "");
  }

  /** {@code Double.toString}, which is the shortest but for the tiniest numbers. */
  private static String shortest(double value) {
    String text = Double.toString(value);
    if (Math.abs(value) < COARSE_BELOW) {
      String oneDigit = new BigDecimal(text).round(ONE_DIGIT).toString();
      return Double.parseDouble(oneDigit) == value ? oneDigit : text;
    }
    return text;
  }

  /** {@code 1.5E-7} as {@code 1.5e-07}. */
  private static String withExponent(String text) {
    int at = text.indexOf('E');
    if (at < 0) {
      throw new IllegalArgumentException("expected an exponent, got " + text);
    }
    String digits = text.substring(0, at);
    if (digits.endsWith(".0")) {
      digits = digits.substring(0, digits.length() - 2);
    }
    boolean isNegative = text.charAt(at + 1) == '-';
    String exponent = text.substring(isNegative ? at + 2 : at + 1);
    return digits + (isNegative ? "e-" : "e+") + (exponent.length() < 2 ? "0" : "") + exponent;
  }
}
