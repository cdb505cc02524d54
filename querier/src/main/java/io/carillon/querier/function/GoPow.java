package io.carillon.querier.function;

/** x to the power of y with the bits of Go's src/math/pow.go; see {@link GoMath}. */
final class GoPow {
  private GoPow() {}

  static double pow(double x, double y) {
    if (y == 0 || x == 1) {
      return 1;
    }
    if (y == 1) {
      return x;
    }
    if (Double.isNaN(x) || Double.isNaN(y)) {
      return Double.NaN;
    }
    if (x == 0) {
      return powOfZero(x, y);
    }
    if (Double.isInfinite(y)) {
      return infinitePower(x, y > 0);
    }
    if (Double.isInfinite(x)) {
      return x < 0 ? pow(1 / x, -y) : y < 0 ? 0 : Double.POSITIVE_INFINITY;
    }
    if (y == 0.5) {
      return Math.sqrt(x);
    }
    if (y == -0.5) {
      return 1 / Math.sqrt(x);
    }
    double whole = Math.floor(Math.abs(y));
    double fraction = Math.abs(y) - whole;
    if (fraction != 0 && x < 0) {
      return Double.NaN;
    }
    return whole >= 0x1p63 ? infinitePower(x, y > 0) : finite(x, y, whole, fraction);
  }

  private static double powOfZero(double x, double y) {
    boolean isNegative = Double.doubleToRawLongBits(x) < 0 && isOdd(y);
    if (y < 0) {
      return isNegative ? Double.NEGATIVE_INFINITY : Double.POSITIVE_INFINITY;
    }
    return isNegative ? x : 0;
  }

  private static boolean isOdd(double y) {
    return Math.abs(y) < 0x1p53 && y == Math.rint(y) && ((long) y & 1) == 1;
  }

  private static double infinitePower(double x, boolean isPositive) {
    if (x == -1) {
      return 1;
    }
    return (Math.abs(x) < 1) == isPositive ? 0 : Double.POSITIVE_INFINITY;
  }

  /** Multiplies successive squares of x by the bits of y, exponents apart from fractions. */
  private static double finite(double x, double y, double absWhole, double absFraction) {
    double whole = absWhole;
    double product = 1;
    int productExponent = 0;
    if (absFraction != 0) {
      double fraction = absFraction;
      if (fraction > 0.5) {
        fraction--;
        whole++;
      }
      product = GoMath.exp(fraction * GoMath.log(x));
    }
    int exponent = exponentOf(x);
    double square = Math.scalb(x, -exponent);
    for (long bits = (long) whole; bits != 0; bits >>= 1) {
      if (exponent < -(1 << 12) || 1 << 12 < exponent) {
        productExponent += exponent;
        break;
      }
      if ((bits & 1) == 1) {
        product *= square;
        productExponent += exponent;
      }
      square *= square;
      exponent <<= 1;
      if (square < 0.5) {
        square += square;
        exponent--;
      }
    }
    return y < 0 ? Math.scalb(1 / product, -productExponent) : Math.scalb(product, productExponent);
  }

  private static int exponentOf(double x) {
    return Math.abs(x) < Double.MIN_NORMAL
        ? Math.getExponent(x * 0x1p52) + 1 - 52
        : Math.getExponent(x) + 1;
  }
}
