package io.carillon.querier.function;

/**
 * Elementary functions that give the same bits as package math of Go 1.26 on amd64, where {@code
 * exp} and {@code log} are assembly and {@code exp} uses fused multiply-add. Ported from Go's
 * src/math (exp_amd64.s, log_amd64.s, log1p.go, pow.go, exp.go, sinh.go, tanh.go, asinh.go,
 * acosh.go, atanh.go), copyright The Go Authors, BSD licence; the algorithms are those of FreeBSD's
 * msun and of Cephes.
 */
public final class GoMath {
  private static final double LN2 = 0.6931471805599453;
  private static final double LOG10_E = 0.4342944819032518;
  private static final double LN2_HI = 0.6931471803691238;
  private static final double LN2_LO = 1.9082149292705877e-10;
  private static final double LOG2_E = 1.4426950408889634;
  private static final double EXP_OVERFLOW = 7.09782712893384e+02;
  private static final double EXP_LN2_UPPER = 0.693147180559663;
  private static final double EXP_LN2_LOWER = 2.8235290563031577e-13;

  /** 1/2!, 1/3! … 1/8! without the last, with which the series starts. */
  private static final double[] EXP_SERIES = {
    0.0001984126984126984,
    0.001388888888888889,
    0.008333333333333333,
    0.041666666666666664,
    0.16666666666666666,
    0.5,
    1.0
  };

  private static final double EXP_LAST_TERM = 2.48015873015873e-5;
  private static final double NEAR_ZERO = 0x1p-28;
  private static final double LARGE = 0x1p28;

  private GoMath() {}

  /** The greater value; unlike {@link Math#max} an infinity wins over NaN. */
  public static double max(double x, double y) {
    return x == Double.POSITIVE_INFINITY || y == Double.POSITIVE_INFINITY
        ? Double.POSITIVE_INFINITY
        : Math.max(x, y);
  }

  /** The smaller value; unlike {@link Math#min} a negative infinity wins over NaN. */
  public static double min(double x, double y) {
    return x == Double.NEGATIVE_INFINITY || y == Double.NEGATIVE_INFINITY
        ? Double.NEGATIVE_INFINITY
        : Math.min(x, y);
  }

  /** e to the power of x. */
  public static double exp(double x) {
    if (Double.isNaN(x) || Double.isInfinite(x)) {
      return x == Double.NEGATIVE_INFINITY ? 0 : x;
    }
    if (x > EXP_OVERFLOW) {
      return Double.POSITIVE_INFINITY;
    }
    int exponent = (int) Math.rint(x * LOG2_E);
    double r = Math.fma(-(double) exponent, EXP_LN2_UPPER, x);
    r = Math.fma(-(double) exponent, EXP_LN2_LOWER, r) * 0.0625;
    double series = EXP_LAST_TERM;
    for (double term : EXP_SERIES) {
      series = Math.fma(series, r, term);
    }
    r *= series;
    r *= r + 2;
    r *= r + 2;
    r *= r + 2;
    r = Math.fma(r + 2, r, 1);
    return scaleExp(r, exponent);
  }

  private static double scaleExp(double fraction, int exponent) {
    int biased = exponent + 0x3FF;
    if (biased >= 0x7FF) {
      return Double.POSITIVE_INFINITY;
    }
    if (biased > 0) {
      return fraction * Double.longBitsToDouble((long) biased << 52);
    }
    if (biased < -52) {
      return 0;
    }
    double scaled = fraction * Double.longBitsToDouble((long) (biased + 0x3FE) << 52);
    return scaled * Double.MIN_NORMAL;
  }

  /** 2 to the power of x. */
  public static double exp2(double x) {
    if (Double.isNaN(x)) {
      return x;
    }
    if (x > 1.0239999999999999e+03) {
      return Double.POSITIVE_INFINITY;
    }
    if (x < -1.0740e+03) {
      return 0;
    }
    int k = (int) (x > 0 ? x + 0.5 : x < 0 ? x - 0.5 : 0);
    double t = x - k;
    double hi = t * LN2_HI;
    double lo = -t * LN2_LO;
    double r = hi - lo;
    double square = r * r;
    double c =
        r
            - square
                * (0.16666666666666666
                    + square
                        * (-0.0027777777777015593
                            + square
                                * (6.613756321437934e-5
                                    + square
                                        * (-1.6533902205465252e-6
                                            + square * 4.1381367970572385e-8))));
    double y = 1 - ((lo - (r * c) / (2 - c)) - hi);
    return Math.scalb(y, k);
  }

  /** The natural logarithm. */
  public static double log(double x) {
    if (x == 0) {
      return Double.NEGATIVE_INFINITY;
    }
    if (x < 0) {
      return Double.NaN;
    }
    if (Double.isNaN(x) || x == Double.POSITIVE_INFINITY) {
      return x;
    }
    // The assembly takes the exponent as it is stored, so subnormal numbers come out as Go has
    // them.
    long bits = Double.doubleToRawLongBits(x);
    double fraction = Double.longBitsToDouble((bits & 0x000FFFFFFFFFFFFFL) | 0x3FE0000000000000L);
    double k = (int) (bits >>> 52) - 0x3FE;
    if (fraction <= 0.7071067811865476) {
      k -= 1;
      fraction *= 2;
    }
    double f = fraction - 1;
    double s = f / (2 + f);
    double s2 = s * s;
    double s4 = s2 * s2;
    double t1 =
        s2
            * (0.6666666666666735
                + s4 * (0.2857142874366239 + s4 * (0.1818357216161805 + s4 * 0.14798198605116586)));
    double t2 = s4 * (0.3999999999940942 + s4 * (0.22222198432149784 + s4 * 0.15313837699209373));
    double r = t1 + t2;
    double halfSquare = 0.5 * f * f;
    return k * LN2_HI - ((halfSquare - (s * (halfSquare + r) + k * LN2_LO)) - f);
  }

  /** The logarithm to base 2. */
  public static double log2(double x) {
    if (x == 0 || Double.isNaN(x) || Double.isInfinite(x)) {
      return log(x) * LOG2_E;
    }
    int exponent = exponentOf(x);
    double fraction = Math.scalb(x, -exponent);
    return fraction == 0.5 ? exponent - 1 : log(fraction) * LOG2_E + exponent;
  }

  /** The logarithm to base 10. */
  public static double log10(double x) {
    return log(x) * LOG10_E;
  }

  /** The exponent for a fraction in [0.5, 1), as C's frexp gives it. */
  private static int exponentOf(double x) {
    return Math.abs(x) < Double.MIN_NORMAL
        ? Math.getExponent(x * 0x1p52) + 1 - 52
        : Math.getExponent(x) + 1;
  }

  /** log(1 + x). */
  public static double log1p(double x) {
    return GoLog1p.log1p(x);
  }

  /** x to the power of y. */
  public static double pow(double x, double y) {
    return GoPow.pow(x, y);
  }

  /** Hyperbolic sine. */
  public static double sinh(double x) {
    double a = x < 0 ? -x : x;
    double result;
    if (a > 21) {
      result = exp(a) * 0.5;
    } else if (a > 0.5) {
      double e = exp(a);
      result = (e - 1 / e) * 0.5;
    } else {
      double square = a * a;
      result =
          (((-26.30563213397497 * square + -2894.211355989564) * square + -89912.72022039509)
                      * square
                  + -630767.3640497717)
              * a;
      result =
          result
              / (((square + -173.6789535582337) * square + 15215.17378790019) * square
                  + -630767.3640497717);
    }
    return x < 0 ? -result : result;
  }

  /** Hyperbolic cosine. */
  public static double cosh(double x) {
    double a = Math.abs(x);
    double e = exp(a);
    return a > 21 ? e * 0.5 : (e + 1 / e) * 0.5;
  }

  /** Hyperbolic tangent. */
  public static double tanh(double x) {
    double z = Math.abs(x);
    if (z > 0.5 * 88.02969193111305) {
      return x < 0 ? -1 : 1;
    }
    if (z >= 0.625) {
      double s = exp(2 * z);
      z = 1 - 2 / (s + 1);
      return x < 0 ? -z : z;
    }
    if (x == 0) {
      return x;
    }
    double s = x * x;
    return x
        + x
            * s
            * ((-0.9643991794250523 * s + -99.28772310019185) * s + -1614.6876844170845)
            / (((s + 112.81167849163293) * s + 2235.4883906010045) * s + 4844.063053251255);
  }

  /** Inverse hyperbolic sine. */
  public static double asinh(double x) {
    if (Double.isNaN(x) || Double.isInfinite(x)) {
      return x;
    }
    double a = x < 0 ? -x : x;
    double result;
    if (a > LARGE) {
      result = log(a) + LN2;
    } else if (a > 2) {
      result = log(2 * a + 1 / (Math.sqrt(a * a + 1) + a));
    } else if (a < NEAR_ZERO) {
      result = a;
    } else {
      result = log1p(a + a * a / (1 + Math.sqrt(1 + a * a)));
    }
    return x < 0 ? -result : result;
  }

  /** Inverse hyperbolic cosine. */
  public static double acosh(double x) {
    if (x < 1 || Double.isNaN(x)) {
      return Double.NaN;
    }
    if (x == 1) {
      return 0;
    }
    if (x >= LARGE) {
      return log(x) + LN2;
    }
    if (x > 2) {
      return log(2 * x - 1 / (x + Math.sqrt(x * x - 1)));
    }
    double t = x - 1;
    return log1p(t + Math.sqrt(2 * t + t * t));
  }

  /** Inverse hyperbolic tangent. */
  public static double atanh(double x) {
    if (x < -1 || x > 1 || Double.isNaN(x)) {
      return Double.NaN;
    }
    if (Math.abs(x) == 1) {
      return x * Double.POSITIVE_INFINITY;
    }
    double a = x < 0 ? -x : x;
    double result;
    if (a < NEAR_ZERO) {
      result = a;
    } else if (a < 0.5) {
      double doubled = a + a;
      result = 0.5 * log1p(doubled + doubled * a / (1 - a));
    } else {
      result = 0.5 * log1p((a + a) / (1 - a));
    }
    return x < 0 ? -result : result;
  }
}
