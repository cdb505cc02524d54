package io.carillon.common.column;

import io.carillon.common.bytes.ByteWriter;
import java.util.Arrays;

/** Packs floats as {@link FloatCodec} describes. */
final class FloatEncoder {
  /** One value of so many may be an exception; with more, all are packed as bits. */
  private static final int VALUES_PER_EXCEPTION = 4;

  /** More decimals than these come of products rather than from measurement. */
  private static final int MAX_PART_DECIMALS = 9;

  private static final long NEGATIVE_ZERO = Long.MIN_VALUE;

  private final double[] values;
  private final int count;
  private final long[] numbers;

  /** Indices of exceptions. */
  private int[] exceptions = {};

  private int exceptionCount;

  /** Whether there are finite exceptions, which other numbers might do without. */
  private boolean hasFiniteExceptions;

  private int decimals;

  private FloatEncoder(double[] values, int count) {
    this.values = values;
    this.count = count;
    numbers = new long[count];
  }

  /** Appends the first {@code count} values, at least one. */
  static void encode(double[] values, int count, ByteWriter out) {
    if (isConstant(values, count)) {
      encodeConstant(values[0], out);
      return;
    }
    FloatEncoder encoder = new FloatEncoder(values, count);
    boolean areDecimals = encoder.findDecimals() && encoder.findNumbers();
    if (encoder.findParts(areDecimals)) {
      encoder.encodeNumbers(FloatCodec.BITS, out);
    } else if (areDecimals) {
      encoder.encodeDecimals(out);
    } else {
      encoder.encodeBits(out);
    }
  }

  private static boolean isConstant(double[] values, int count) {
    long first = Double.doubleToRawLongBits(values[0]);
    for (int i = 1; i < count; i++) {
      if (Double.doubleToRawLongBits(values[i]) != first) {
        return false;
      }
    }
    return true;
  }

  private static void encodeConstant(double value, ByteWriter out) {
    int needed = decimals(value, 0);
    if (needed < 0) {
      out.putByte(FloatCodec.CONSTANT << 4).putDouble(value);
    } else {
      out.putByte(FloatCodec.DECIMAL_CONSTANT << 4 | needed);
      out.putVarint((long) Math.rint(value * FloatCodec.power(needed)));
    }
  }

  /** How many decimals a value needs, at least so many; negative when it is no decimal. */
  private static int decimals(double value, int atLeast) {
    if (Double.doubleToRawLongBits(value) == NEGATIVE_ZERO) {
      return -1;
    }
    for (int needed = atLeast; needed <= FloatCodec.MAX_DECIMALS; needed++) {
      double power = FloatCodec.power(needed);
      double number = Math.rint(value * power);
      if (!(Math.abs(number) <= FloatCodec.MAX_EXACT)) {
        return -1;
      }
      if (number / power == value) {
        return needed;
      }
    }
    return -1;
  }

  /** Finds what all values need but exceptions; whether these are few. */
  private boolean findDecimals() {
    int maxExceptions = count / VALUES_PER_EXCEPTION;
    for (int i = 0; i < count; i++) {
      int needed = decimals(values[i], decimals);
      if (needed >= 0) {
        decimals = needed;
      } else if (exceptionCount == maxExceptions) {
        return false;
      } else {
        addException(i);
      }
    }
    return true;
  }

  private void addException(int place) {
    if (exceptionCount == exceptions.length) {
      exceptions = Arrays.copyOf(exceptions, Math.max(4, 2 * exceptionCount));
    }
    exceptions[exceptionCount++] = place;
    hasFiniteExceptions |= Double.isFinite(values[place]);
  }

  /**
   * Finds numbers whose products with a negative power of ten are the values, if these suit better
   * than what was found by division.
   */
  private boolean findParts(boolean areDecimals) {
    if (areDecimals && !hasFiniteExceptions && decimals <= MAX_PART_DECIMALS) {
      return false;
    }
    int maxMisses = count / VALUES_PER_EXCEPTION;
    if (areDecimals) {
      maxMisses = decimals <= MAX_PART_DECIMALS ? exceptionCount - 1 : exceptionCount;
    }
    int best = 0;
    for (int tried = 1; tried <= MAX_PART_DECIMALS && maxMisses >= 0; tried++) {
      int misses = misses(tried, maxMisses);
      if (misses <= maxMisses) {
        best = tried;
        maxMisses = misses - 1;
      }
    }
    if (best == 0) {
      return false;
    }
    decimals = best;
    findPartNumbers();
    return true;
  }

  /** How many values are no such products; one more than the most when they are too many. */
  private int misses(int tried, int maxMisses) {
    int misses = 0;
    for (int i = 0; i < count && misses <= maxMisses; i++) {
      misses += isPart(values[i], tried) ? 0 : 1;
    }
    return misses;
  }

  private static boolean isPart(double value, int decimals) {
    double number = Math.rint(value * FloatCodec.power(decimals));
    double product = ((long) number) * FloatCodec.part(decimals);
    return Math.abs(number) <= FloatCodec.MAX_EXACT
        && Double.doubleToRawLongBits(product) == Double.doubleToRawLongBits(value);
  }

  private void findPartNumbers() {
    exceptionCount = 0;
    double power = FloatCodec.power(decimals);
    for (int i = 0; i < count; i++) {
      if (isPart(values[i], decimals)) {
        numbers[i] = (long) Math.rint(values[i] * power);
      } else {
        addException(i);
      }
    }
    hideExceptions();
  }

  /** Finds the decimals without their point; false when one of them has too many digits. */
  private boolean findNumbers() {
    double power = FloatCodec.power(decimals);
    for (int i = 0; i < count; i++) {
      double number = Math.rint(values[i] * power);
      numbers[i] = (long) number;
      if (!(Math.abs(number) <= FloatCodec.MAX_EXACT && number / power == values[i])
          && !isException(i)) {
        return false;
      }
    }
    hideExceptions();
    return true;
  }

  private boolean isException(int i) {
    return Arrays.binarySearch(exceptions, 0, exceptionCount, i) >= 0;
  }

  private void hideExceptions() {
    int leading = 0;
    for (int i = 0; i < exceptionCount; i++) {
      int place = exceptions[i];
      if (place == leading) {
        leading++;
      } else {
        numbers[place] = numbers[place - 1];
      }
    }
    Arrays.fill(numbers, 0, leading, numbers[leading]);
  }

  private void encodeDecimals(ByteWriter out) {
    boolean isConstant = true;
    for (int i = 1; i < count && isConstant; i++) {
      isConstant = numbers[i] == numbers[0];
    }
    encodeNumbers(isConstant ? FloatCodec.DECIMAL_CONSTANT : FloatCodec.DECIMALS, out);
  }

  private void encodeNumbers(int form, ByteWriter out) {
    int flags = exceptionCount == 0 ? 0 : FloatCodec.FLAG_EXCEPTIONS;
    out.putByte(decimals | form << 4 | flags);
    if (exceptionCount > 0) {
      encodeExceptions(out);
    }
    if (form == FloatCodec.DECIMAL_CONSTANT) {
      out.putVarint(numbers[0]);
    } else {
      IntegerCodec.encode(numbers, count, out);
    }
  }

  private void encodeExceptions(ByteWriter out) {
    out.putUvarint(exceptionCount);
    int next = 0;
    long previous = StaleMarker.BITS;
    for (int i = 0; i < exceptionCount; i++) {
      int place = exceptions[i];
      long bits = Double.doubleToRawLongBits(values[place]);
      int kind =
          bits == StaleMarker.BITS
              ? FloatCodec.EXCEPTION_MARKER
              : bits == previous ? FloatCodec.EXCEPTION_AGAIN : FloatCodec.EXCEPTION_OTHER;
      out.putUvarint((long) (place - next) << 2 | kind);
      if (kind == FloatCodec.EXCEPTION_OTHER) {
        out.putLong(bits);
      }
      next = place + 1;
      previous = bits;
    }
  }

  private void encodeBits(ByteWriter out) {
    long all = 0;
    for (int i = 0; i < count; i++) {
      numbers[i] = Double.doubleToRawLongBits(values[i]);
      all |= numbers[i];
    }
    int shift = Long.numberOfTrailingZeros(all);
    for (int i = 0; i < count; i++) {
      numbers[i] >>= shift;
    }
    out.putByte(FloatCodec.BITS << 4).putByte(shift);
    IntegerCodec.encode(numbers, count, out);
  }
}
