package io.carillon.deploy.bench.data;

/** Numbers that look random and follow from a seed. */
final class Mix {
  private static final long GOLDEN = 0x9E3779B97F4A7C15L;
  private static final int SIZE = 4096;
  private static final double[] NORMAL = normal();

  private Mix() {}

  /** All 64 bits depend on all bits of the seed and the number (MurmurHash3's finalizer). */
  static long bits(long seed, long number) {
    long mixed = seed + (number + 1) * GOLDEN;
    mixed = (mixed ^ (mixed >>> 33)) * 0xFF51AFD7ED558CCDL;
    mixed = (mixed ^ (mixed >>> 33)) * 0xC4CEB9FE1A85EC53L;
    return mixed ^ (mixed >>> 33);
  }

  /** From 0 to below 1, of bits 32 to 55. */
  static double unit(long bits) {
    return ((bits >>> 32) & 0xFF_FFFF) * 0x1p-24;
  }

  /** Normally distributed around 0 with deviation 1, of the lowest 12 bits. */
  static double normal(long bits) {
    return NORMAL[(int) (bits & (SIZE - 1))];
  }

  /** A table of factors whose logarithms are normally distributed; the index is any 12 bits. */
  static double[] factors(double deviation) {
    double[] factors = new double[SIZE];
    for (int i = 0; i < SIZE; i++) {
      factors[i] = Math.exp(deviation * NORMAL[i]);
    }
    return factors;
  }

  /** Sums of twelve uniform numbers are normal enough. */
  private static double[] normal() {
    double[] normal = new double[SIZE];
    for (int i = 0; i < SIZE; i++) {
      for (int j = 0; j < 12; j++) {
        normal[i] += unit(bits(i, j));
      }
      normal[i] -= 6;
    }
    return normal;
  }
}
