package io.carillon.querier.api;

/**
 * Writes floats as {@link GoFloat#format} does, as bytes and without garbage for the numbers that
 * metrics are made of. Remembers the last one, since many series stay as they are. Not thread-safe.
 */
final class FloatText {
  /** No text is longer. */
  static final int MAX_BYTES = 40;

  private static final double EXACT_LONGS = 1L << 53;
  private static final double PLAIN_FROM = 1e-6;
  private static final double PLAIN_BELOW = 1e21;

  /** A number below with six decimals has 15 digits at most, which always tell it apart. */
  private static final double MICROS_BELOW = 1e9;

  private static final int MICROS_DIGITS = 6;
  private static final double MICROS = 1e6;
  private static final long MICROS_LONG = 1_000_000;

  private final StringBuilder java = new StringBuilder(32);
  private final byte[] digits = new byte[32];
  private final byte[] last = new byte[MAX_BYTES];
  private long lastBits;
  private int lastSize;

  /**
   * Writes a float; there must be room for {@link #MAX_BYTES}.
   *
   * @return index after it
   */
  int put(double value, byte[] out, int at) {
    long bits = Double.doubleToRawLongBits(value);
    if (bits != lastBits || lastSize == 0) {
      lastSize = render(value);
      lastBits = bits;
    }
    System.arraycopy(last, 0, out, at, lastSize);
    return at + lastSize;
  }

  private int render(double value) {
    double magnitude = Math.abs(value);
    if (!(magnitude >= PLAIN_FROM && magnitude < PLAIN_BELOW)) {
      return ascii(GoFloat.format(value));
    }
    int at = 0;
    if (value < 0) {
      last[at++] = '-';
    }
    long whole = (long) magnitude;
    if (magnitude < EXACT_LONGS && whole == magnitude) {
      return AsciiDigits.put(whole, AsciiDigits.count(whole), last, at);
    }
    if (magnitude < MICROS_BELOW) {
      double micros = Math.rint(magnitude * MICROS);
      if (micros / MICROS == magnitude) {
        return decimals((long) micros, at);
      }
    }
    return shortest(magnitude, at);
  }

  private int ascii(String text) {
    for (int i = 0; i < text.length(); i++) {
      last[i] = (byte) text.charAt(i);
    }
    return text.length();
  }

  private int decimals(long micros, int from) {
    long whole = micros / MICROS_LONG;
    int at = AsciiDigits.put(whole, AsciiDigits.count(whole), last, from);
    last[at++] = '.';
    at = AsciiDigits.put(micros - whole * MICROS_LONG, MICROS_DIGITS, last, at);
    while (last[at - 1] == '0') {
      at--;
    }
    return at;
  }

  /** What {@code Double.toString} finds to be shortest, without its exponent. */
  private int shortest(double magnitude, int from) {
    java.setLength(0);
    java.append(magnitude);
    int count = 0;
    int point = 0;
    int exponent = 0;
    for (int i = 0; i < java.length(); i++) {
      char c = java.charAt(i);
      if (c == '.') {
        point = count;
      } else if (c == 'E') {
        exponent = Integer.parseInt(java, i + 1, java.length(), 10);
        break;
      } else {
        digits[count++] = (byte) c;
      }
    }
    while (count > 1 && digits[count - 1] == '0') {
      count--;
    }
    int leading = 0;
    while (leading < count - 1 && digits[leading] == '0') {
      leading++;
    }
    return layOut(leading, count, point + exponent, from);
  }

  /** Writes digits from one index up to another, the decimal point before that at {@code point}. */
  private int layOut(int first, int end, int point, int from) {
    int at = from;
    if (point <= first) {
      last[at++] = '0';
      last[at++] = '.';
      for (int i = point; i < first; i++) {
        last[at++] = '0';
      }
    }
    for (int i = first; i < Math.max(end, point); i++) {
      if (i == point && i > first) {
        last[at++] = '.';
      }
      last[at++] = i < end ? digits[i] : (byte) '0';
    }
    return at;
  }
}
