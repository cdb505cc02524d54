package io.carillon.querier.parser;

import io.carillon.common.labels.LabelQuoting;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Locale;

/** Quoting and number formats of Go, which messages and printed queries use. */
final class GoText {
  private static final int REPLACEMENT = 0xfffd;

  private GoText() {}

  /** {@code %q} of a string. */
  static String quote(String text) {
    return LabelQuoting.quote(text);
  }

  /** {@code %q} of a character. */
  static String quote(int character) {
    return switch (character) {
      case '\'' -> "'\\''";
      case '"' -> "'\"'";
      default -> {
        String quoted = quote(Character.toString(character < 0 ? REPLACEMENT : character));
        yield "'" + quoted.substring(1, quoted.length() - 1) + "'";
      }
    };
  }

  /** {@code %#U} of a character: {@code U+0041 'A'}. */
  static String unicode(int character) {
    String number = String.format(Locale.ROOT, "U+%04X", character);
    String text = Character.toString(character);
    boolean isPrintable =
        character == '\\' || character == '"' || quote(text).equals("\"" + text + "\"");
    return isPrintable ? number + " '" + text + "'" : number;
  }

  /** {@code strconv.FormatFloat(value, 'f', -1, 64)}: the fewest digits, no exponent. */
  static String plain(double value) {
    if (Double.isNaN(value)) {
      return "NaN";
    }
    if (Double.isInfinite(value)) {
      return value > 0 ? "+Inf" : "-Inf";
    }
    if (value == 0) {
      return 1 / value < 0 ? "-0" : "0";
    }
    return shortest(value).toPlainString();
  }

  /** {@code %v} of a float: with an exponent when it is below -4 or above 5. */
  static String general(double value) {
    if (Double.isNaN(value) || Double.isInfinite(value) || value == 0) {
      return plain(value);
    }
    BigDecimal decimal = shortest(value);
    int exponent = decimal.precision() - decimal.scale() - 1;
    if (exponent >= -4 && exponent < 6) {
      return decimal.toPlainString();
    }
    String digits = decimal.unscaledValue().abs().toString();
    String fraction = digits.length() > 1 ? "." + digits.substring(1) : "";
    return (value < 0 ? "-" : "")
        + digits.charAt(0)
        + fraction
        + (exponent < 0 ? "e-" : "e+")
        + (Math.abs(exponent) < 10 ? "0" : "")
        + Math.abs(exponent);
  }

  /** {@code %.nf} of a float. */
  static String fixed(double value, int decimals) {
    if (Double.isNaN(value) || Double.isInfinite(value)) {
      return plain(value);
    }
    return new BigDecimal(value).setScale(decimals, RoundingMode.HALF_EVEN).toPlainString();
  }

  /** {@code math.Round}: half away from zero. */
  static double round(double value) {
    double whole = value < 0 ? Math.ceil(value) : Math.floor(value);
    return Math.abs(value - whole) >= 0.5 ? whole + Math.signum(value) : whole;
  }

  /** A float as an int64; out of range it is the smallest, as Go does on amd64. */
  static long toInt64(double value) {
    return value >= -0x1p63 && value < 0x1p63 ? (long) value : Long.MIN_VALUE;
  }

  private static BigDecimal shortest(double value) {
    return new BigDecimal(Double.toString(value)).stripTrailingZeros();
  }
}
