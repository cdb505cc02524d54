package io.carillon.querier.function;

/** log(1 + x) with the bits of Go's src/math/log1p.go; see {@link GoMath}. */
final class GoLog1p {
  private static final double SQRT2_M1 = 0.41421356237309503;
  private static final double SQRT2_HALF_M1 = -0.2928932188134525;
  private static final double LN2_HI = 0.6931471803691238;
  private static final double LN2_LO = 1.9082149292705877e-10;
  private static final long MANTISSA_OF_SQRT2 = 0x0006a09e667f3bcdL;

  private GoLog1p() {}

  static double log1p(double x) {
    if (x < -1 || Double.isNaN(x)) {
      return Double.NaN;
    }
    if (x == -1) {
      return Double.NEGATIVE_INFINITY;
    }
    if (x == Double.POSITIVE_INFINITY) {
      return x;
    }
    double a = Math.abs(x);
    if (a < 0x1p-29) {
      return a < 0x1p-54 ? x : x - x * x * 0.5;
    }
    if (a < SQRT2_M1 && x > SQRT2_HALF_M1) {
      return finish(x, 0, 0, false);
    }
    return reduce(x, a);
  }

  private static double reduce(double x, double a) {
    double u = a < 0x1p53 ? 1.0 + x : x;
    long bits = Double.doubleToRawLongBits(u);
    int k = (int) ((bits >>> 52) - 1023);
    double c = a < 0x1p53 ? (k > 0 ? 1.0 - (u - x) : x - (u - 1.0)) / u : 0;
    bits &= 0x000fffffffffffffL;
    if (bits < MANTISSA_OF_SQRT2) {
      u = Double.longBitsToDouble(bits | 0x3ff0000000000000L);
    } else {
      k++;
      u = Double.longBitsToDouble(bits | 0x3fe0000000000000L);
      bits = (0x0010000000000000L - bits) >>> 2;
    }
    return finish(u - 1.0, k, c, bits == 0);
  }

  private static double finish(double f, int k, double c, boolean isTiny) {
    double halfSquare = 0.5 * f * f;
    if (isTiny) {
      if (f == 0) {
        return k == 0 ? 0 : k * LN2_HI + (c + k * LN2_LO);
      }
      double r = halfSquare * (1.0 - 0.6666666666666666 * f);
      return k == 0 ? f - r : k * LN2_HI - ((r - (k * LN2_LO + c)) - f);
    }
    double s = f / (2.0 + f);
    double z = s * s;
    double r =
        z
            * (0.6666666666666735
                + z
                    * (0.3999999999940942
                        + z
                            * (0.2857142874366239
                                + z
                                    * (0.22222198432149784
                                        + z
                                            * (0.1818357216161805
                                                + z
                                                    * (0.15313837699209373
                                                        + z * 0.14798198605116586))))));
    return k == 0
        ? f - (halfSquare - s * (halfSquare + r))
        : k * LN2_HI - ((halfSquare - (s * (halfSquare + r) + (k * LN2_LO + c))) - f);
  }
}
