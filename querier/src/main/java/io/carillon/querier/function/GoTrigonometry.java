package io.carillon.querier.function;

/**
 * Trigonometric functions that give the same bits as package math of Go 1.26 on amd64. Ported from
 * Go's src/math (sin.go, tan.go, asin.go, atan.go, atan2.go, trig_reduce.go), copyright The Go
 * Authors, BSD licence; the algorithms are those of the Cephes library, large arguments are reduced
 * by Payne and Hanek's method.
 */
public final class GoTrigonometry {
  private static final double PI4_A = 0.7853981256484985;
  private static final double PI4_B = 3.774894707930798e-8;
  private static final double PI4_C = 2.6951514290790595e-15;
  private static final double FOUR_OVER_PI = 1.2732395447351628;
  private static final double REDUCE_THRESHOLD = 1 << 29;

  /** Binary digits of 4/pi. */
  private static final long[] FOUR_OVER_PI_DIGITS = {
    0x0000000000000001L,
    0x45f306dc9c882a53L,
    0xf84eafa3ea69bb81L,
    0xb6c52b3278872083L,
    0xfca2c757bd778ac3L,
    0x6e48dc74849ba5c0L,
    0x0c925dd413a32439L,
    0xfc3bd63962534e7dL,
    0xd1046bea5d768909L,
    0xd338e04d68befc82L,
    0x7323ac7306a673e9L,
    0x3908bf177bf25076L,
    0x3ff12fffbc0b301fL,
    0xde5e2316b414da3eL,
    0xda6cfd9e4f96136eL,
    0x9e8c7ecd3cbfd45aL,
    0xea4f758fd7cbe2f6L,
    0x7a0e73ef14a525d4L,
    0xd7f6bf623f1aba10L,
    0xac06608df8f6d757L
  };

  private GoTrigonometry() {}

  /**
   * An angle modulo a quarter of pi.
   *
   * @param octant number of quarters, even; modulo 8 where the argument was large
   * @param rest what is left
   */
  private record Reduced(long octant, double rest) {
    static Reduced of(double x) {
      if (x >= REDUCE_THRESHOLD) {
        return large(x);
      }
      long j = (long) (x * FOUR_OVER_PI);
      if ((j & 1) == 1) {
        j++;
      }
      double y = j;
      return new Reduced(j, ((x - y * PI4_A) - y * PI4_B) - y * PI4_C);
    }

    private static Reduced large(double x) {
      long bits = Double.doubleToRawLongBits(x);
      int exponent = (int) (bits >>> 52 & 0x7FF) - 1023 - 52;
      long mantissa = (bits & 0x000FFFFFFFFFFFFFL) | 1L << 52;
      int digit = (exponent + 61) >>> 6;
      int shift = (exponent + 61) & 63;
      long z0 = digits(digit, shift);
      long z1 = digits(digit + 1, shift);
      long z2 = digits(digit + 2, shift);
      long z2High = Math.unsignedMultiplyHigh(z2, mantissa);
      long z1High = Math.unsignedMultiplyHigh(z1, mantissa);
      long z1Low = z1 * mantissa;
      long low = z1Low + z2High;
      long carry = Long.compareUnsigned(low, z1Low) < 0 ? 1 : 0;
      long high = z0 * mantissa + z1High + carry;
      long octant = high >>> 61;
      high = high << 3 | low >>> 61;
      int leadingZeros = Long.numberOfLeadingZeros(high);
      long biased = 1023L - (leadingZeros + 1);
      high = shiftLeft(high, leadingZeros + 1) | shiftRight(low, 64 - (leadingZeros + 1));
      high >>>= 64 - 52;
      high |= biased << 52;
      double z = Double.longBitsToDouble(high);
      if ((octant & 1) == 1) {
        octant = (octant + 1) & 7;
        z--;
      }
      return new Reduced(octant, z * (Math.PI / 4));
    }

    private static long digits(int digit, int shift) {
      return shiftLeft(FOUR_OVER_PI_DIGITS[digit], shift)
          | shiftRight(FOUR_OVER_PI_DIGITS[digit + 1], 64 - shift);
    }

    /** Shifts by 64 give 0, unlike Java's operators. */
    private static long shiftLeft(long value, int bits) {
      return bits >= 64 ? 0 : value << bits;
    }

    private static long shiftRight(long value, int bits) {
      return bits >= 64 ? 0 : value >>> bits;
    }
  }

  /** Sine. */
  public static double sin(double x) {
    if (x == 0 || Double.isNaN(x)) {
      return x;
    }
    if (Double.isInfinite(x)) {
      return Double.NaN;
    }
    Reduced reduced = Reduced.of(Math.abs(x));
    int octant = (int) (reduced.octant() & 7);
    boolean isNegative = x < 0 ^ octant > 3;
    double y =
        (octant & 3) == 1 || (octant & 3) == 2
            ? cosSeries(reduced.rest())
            : sinSeries(reduced.rest());
    return isNegative ? -y : y;
  }

  /** Cosine. */
  public static double cos(double x) {
    if (Double.isNaN(x) || Double.isInfinite(x)) {
      return Double.NaN;
    }
    Reduced reduced = Reduced.of(Math.abs(x));
    int octant = (int) (reduced.octant() & 7);
    boolean isNegative = octant > 3 ^ (octant & 3) > 1;
    double y =
        (octant & 3) == 1 || (octant & 3) == 2
            ? sinSeries(reduced.rest())
            : cosSeries(reduced.rest());
    return isNegative ? -y : y;
  }

  private static double sinSeries(double z) {
    double zz = z * z;
    return z
        + z
            * zz
            * ((((((1.5896230157654656e-10 * zz) + -2.5050747762857807e-8) * zz
                                        + 2.7557313621385722e-6)
                                    * zz
                                + -0.0001984126982958954)
                            * zz
                        + 0.008333333333322118)
                    * zz
                + -0.1666666666666663);
  }

  private static double cosSeries(double z) {
    double zz = z * z;
    return 1.0
        - 0.5 * zz
        + zz
            * zz
            * ((((((-1.1358536521387682e-11 * zz) + 2.087570084197473e-9) * zz
                                        + -2.755731417929674e-7)
                                    * zz
                                + 2.4801587288851704e-5)
                            * zz
                        + -0.0013888888888873056)
                    * zz
                + 0.041666666666666595);
  }

  /** Tangent. */
  public static double tan(double x) {
    if (x == 0 || Double.isNaN(x)) {
      return x;
    }
    if (Double.isInfinite(x)) {
      return Double.NaN;
    }
    Reduced reduced = Reduced.of(Math.abs(x));
    double z = reduced.rest();
    double zz = z * z;
    double y = z;
    if (zz > 1e-14) {
      double p = ((-13093.693918138379 * zz) + 1153516.6483858742) * zz + -17956525.197648488;
      double q =
          (((zz + 13681.296347069296) * zz + -1320892.3444021097) * zz + 25008380.18233579) * zz
              + -53869575.592945464;
      y = z + z * (zz * p / q);
    }
    if ((reduced.octant() & 2) == 2) {
      y = -1 / y;
    }
    return x < 0 ? -y : y;
  }

  /** Arc sine. */
  public static double asin(double x) {
    if (x == 0) {
      return x;
    }
    double a = x < 0 ? -x : x;
    if (a > 1) {
      return Double.NaN;
    }
    double root = Math.sqrt(1 - a * a);
    double result = a > 0.7 ? Math.PI / 2 - positiveAtan(root / a) : positiveAtan(a / root);
    return x < 0 ? -result : result;
  }

  /** Arc cosine. */
  public static double acos(double x) {
    return Math.PI / 2 - asin(x);
  }

  /** Arc tangent. */
  public static double atan(double x) {
    if (x == 0) {
      return x;
    }
    return x > 0 ? positiveAtan(x) : -positiveAtan(-x);
  }

  private static double positiveAtan(double x) {
    double moreBits = 6.123233995736766e-17;
    if (x <= 0.66) {
      return atanSeries(x);
    }
    if (x > 2.414213562373095) {
      return Math.PI / 2 - atanSeries(1 / x) + moreBits;
    }
    return Math.PI / 4 + atanSeries((x - 1) / (x + 1)) + 0.5 * moreBits;
  }

  private static double atanSeries(double x) {
    double z = x * x;
    double p =
        ((((-0.8750608600031904 * z + -16.157537187333652) * z + -75.00855792314705) * z
                    + -122.88666844901361)
                * z
            + -64.85021904942025);
    double q =
        ((((z + 24.858464901423062) * z + 165.02700983169885) * z + 432.88106049129027) * z
                    + 485.3903996359137)
                * z
            + 194.5506571482614;
    z = z * p / q;
    return x * z + x;
  }

  /**
   * Angle of the point (x, y); special cases are those of IEEE 754 as {@link Math#atan2} has them.
   */
  public static double atan2(double y, double x) {
    if (Double.isNaN(x)
        || Double.isNaN(y)
        || x == 0
        || y == 0
        || Double.isInfinite(x)
        || Double.isInfinite(y)) {
      return Math.atan2(y, x);
    }
    double q = atan(y / x);
    if (x < 0) {
      return q <= 0 ? q + Math.PI : q - Math.PI;
    }
    return q;
  }
}
