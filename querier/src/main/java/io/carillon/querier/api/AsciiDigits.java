package io.carillon.querier.api;

/** Writes whole numbers as ASCII digits into arrays, two digits at a time. */
final class AsciiDigits {
  private static final byte[] PAIRS = new byte[200];

  /** 0, 10, 100, 1000 … as far as longs go: from which number on there is one more digit. */
  private static final long[] POWERS_OF_TEN = new long[19];

  static {
    for (int i = 1; i < POWERS_OF_TEN.length; i++) {
      POWERS_OF_TEN[i] = Math.max(1, POWERS_OF_TEN[i - 1]) * 10;
    }
    for (int i = 0; i < 100; i++) {
      PAIRS[2 * i] = (byte) ('0' + i / 10);
      PAIRS[2 * i + 1] = (byte) ('0' + i % 10);
    }
  }

  private AsciiDigits() {}

  /** Number of digits of a number that is not negative. */
  static int count(long number) {
    int bits = Long.SIZE - Long.numberOfLeadingZeros(number | 1);
    int atLeast = (bits * 1233) >>> 12; // By the logarithm of 2 to the base of 10, rounded down.
    return number < POWERS_OF_TEN[atLeast] ? atLeast : atLeast + 1;
  }

  /**
   * Writes the last digits of a number that is not negative, with zeros in front as needed.
   *
   * @return index after them
   */
  static int put(long number, int digits, byte[] out, int at) {
    long rest = number;
    int i = at + digits;
    for (; i - at >= 2; i -= 2) {
      long quotient = rest / 100;
      int pair = (int) (rest - quotient * 100) * 2;
      out[i - 1] = PAIRS[pair + 1];
      out[i - 2] = PAIRS[pair];
      rest = quotient;
    }
    if (i > at) {
      out[at] = (byte) ('0' + rest % 10);
    }
    return at + digits;
  }
}
