package io.carillon.querier.function;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import org.jspecify.annotations.Nullable;

/** Numbers as text, the way Go's strconv and fmt write them. */
public final class GoFormat {
  /** From this exponent on the shortest form is written with an exponent. */
  private static final int SHORTEST_EXPONENT_LIMIT = 6;

  private GoFormat() {}

  /**
   * Decimal digits of a positive, finite number.
   *
   * @param digits without leading or trailing zeros; empty for 0
   * @param point position of the decimal point in front of which digits stand: 0.digits * 10^point
   */
  private record Decimal(String digits, int point) {
    static Decimal of(BigDecimal value) {
      if (value.signum() == 0) {
        return new Decimal("", 0);
      }
      BigDecimal stripped = value.stripTrailingZeros();
      String digits = stripped.unscaledValue().toString();
      return new Decimal(digits, digits.length() - stripped.scale());
    }

    /** The fewest digits that read back as the same number, the closest of those. */
    static Decimal shortest(double positive) {
      BigDecimal value = new BigDecimal(Double.toString(positive));
      Decimal decimal = of(value);
      if (decimal.digits.length() != 2) {
        return decimal;
      }
      // Double.toString never gives fewer than two digits, where one may be enough.
      BigDecimal exact = new BigDecimal(positive);
      BigDecimal one = exact.round(new MathContext(1, RoundingMode.HALF_EVEN));
      return one.doubleValue() == positive ? of(one) : decimal;
    }

    String plain(int minFractionDigits) {
      StringBuilder out = new StringBuilder();
      if (point <= 0) {
        out.append('0');
      } else if (point >= digits.length()) {
        out.append(digits).append("0".repeat(point - digits.length()));
      } else {
        out.append(digits, 0, point);
      }
      String fraction =
          point >= digits.length()
              ? ""
              : point <= 0 ? "0".repeat(-point) + digits : digits.substring(point);
      int missing = Math.max(0, minFractionDigits - fraction.length());
      if (!fraction.isEmpty() || missing > 0) {
        out.append('.').append(fraction).append("0".repeat(missing));
      }
      return out.toString();
    }

    String scientific() {
      String significant = digits.isEmpty() ? "0" : digits;
      int exponent = digits.isEmpty() ? 0 : point - 1;
      StringBuilder out = new StringBuilder().append(significant.charAt(0));
      if (significant.length() > 1) {
        out.append('.').append(significant, 1, significant.length());
      }
      out.append('e').append(exponent < 0 ? '-' : '+');
      int magnitude = Math.abs(exponent);
      return out.append(magnitude < 10 ? "0" : "").append(magnitude).toString();
    }
  }

  /** {@code strconv.FormatFloat(value, 'f', -1, 64)}: shortest, without exponent. */
  public static String plain(double value) {
    String special = special(value);
    return special != null ? special : sign(value) + Decimal.shortest(Math.abs(value)).plain(0);
  }

  /** {@code %g}: shortest, with exponent below 1e-4 and from 1e6 on. */
  public static String general(double value) {
    String special = special(value);
    if (special != null) {
      return special;
    }
    Decimal decimal = Decimal.shortest(Math.abs(value));
    return sign(value) + general(decimal, SHORTEST_EXPONENT_LIMIT);
  }

  /** {@code %.Ng}. */
  public static String general(double value, int digits) {
    String special = special(value);
    if (special != null) {
      return special;
    }
    BigDecimal rounded =
        new BigDecimal(Math.abs(value)).round(new MathContext(digits, RoundingMode.HALF_EVEN));
    Decimal decimal = Decimal.of(rounded);
    int count = decimal.digits().length();
    return sign(value)
        + general(decimal, digits > count && count >= decimal.point() ? count : digits);
  }

  /** {@code %f}: six digits after the point. */
  public static String fixed(double value) {
    String special = special(value);
    return special != null
        ? special
        : sign(value)
            + new BigDecimal(Math.abs(value)).setScale(6, RoundingMode.HALF_EVEN).toPlainString();
  }

  private static String general(Decimal decimal, int exponentLimit) {
    int exponent = decimal.point() - 1;
    return exponent < -4 || exponent >= exponentLimit ? decimal.scientific() : decimal.plain(0);
  }

  private static String sign(double value) {
    return Double.doubleToRawLongBits(value) < 0 ? "-" : "";
  }

  private static @Nullable String special(double value) {
    if (Double.isNaN(value)) {
      return "NaN";
    }
    if (Double.isInfinite(value)) {
      return value > 0 ? "+Inf" : "-Inf";
    }
    return null;
  }
}
