package io.carillon.common.column;

import io.carillon.common.bytes.ByteReader;
import io.carillon.common.bytes.ByteWriter;
import java.util.Arrays;

/**
 * Packs floats without loss of a bit; how many they are is known.
 *
 * <pre>
 * tag         1 byte: bits 0-3 decimals, bits 4-5 form, bit 6 has exceptions
 * exceptions  with bit 6: uvarint number, that many {uvarint distance * 4 + kind, kind 2: 8 bytes}
 * content     form 0: varint m; each value is m / 10^decimals
 *             form 1: numbers m of {@link IntegerCodec}; each value is m / 10^decimals
 *             form 2: 8 bytes, the bits of each value
 *             form 3: decimals 0: 1 byte shift, numbers of {@link IntegerCodec}; the bits of each
 *                     value >> shift
 *                     otherwise: numbers m of {@link IntegerCodec}; each value is m * 10^-decimals,
 *                     the product of two doubles, as exporters compute that count in small units
 * </pre>
 *
 * An exception among numbers m is a value that is none: kind 0 a staleness marker, 1 the exception
 * before it again, 2 any other. In the content it stands as the value before it.
 */
final class FloatCodec {
  static final int DECIMAL_CONSTANT = 0;
  static final int DECIMALS = 1;
  static final int CONSTANT = 2;
  static final int BITS = 3;
  static final int FLAG_EXCEPTIONS = 64;

  static final int EXCEPTION_MARKER = 0;
  static final int EXCEPTION_AGAIN = 1;
  static final int EXCEPTION_OTHER = 2;

  static final int MAX_DECIMALS = 15;

  /** Whole numbers up to here are exact as doubles. */
  static final double MAX_EXACT = 1L << 53;

  /** Powers of ten, all exact as doubles. */
  private static final double[] POWERS = new double[MAX_DECIMALS + 1];

  static {
    for (int i = 0; i <= MAX_DECIMALS; i++) {
      POWERS[i] = Double.parseDouble("1e" + i);
    }
  }

  /** The doubles next to negative powers of ten; products with them are often no short decimals. */
  private static final double[] PARTS = new double[MAX_DECIMALS + 1];

  static {
    for (int i = 0; i <= MAX_DECIMALS; i++) {
      PARTS[i] = Double.parseDouble("1e-" + i);
    }
  }

  private FloatCodec() {}

  static double part(int decimals) {
    return PARTS[decimals];
  }

  static double power(int decimals) {
    return POWERS[decimals];
  }

  /** What a tag says, for people. */
  static String name(int tag) {
    String form =
        switch ((tag >> 4) & 3) {
          case DECIMAL_CONSTANT -> "constant";
          case DECIMALS -> "decimals";
          case CONSTANT -> "constant bits";
          default -> "bits";
        };
    return (tag & FLAG_EXCEPTIONS) == 0 ? form : form + " with exceptions";
  }

  /** Appends the first {@code count} values. */
  static void encode(double[] values, int count, ByteWriter out) {
    if (count > 0) {
      FloatEncoder.encode(values, count, out);
    }
  }

  /** Reads all values. */
  static double[] decode(ByteReader in, int count) {
    double[] values = new double[count];
    decode(in, count, 0, count, values, 0);
    return values;
  }

  /**
   * Reads values.
   *
   * @param count values that were packed
   * @param from index of the first that is wanted
   * @param to index after the last; with less than {@code count} the reader is somewhere afterwards
   * @param target written from {@code at} on
   */
  static void decode(ByteReader in, int count, int from, int to, double[] target, int at) {
    if (count == 0) {
      return;
    }
    int tag = in.readByte();
    if (tag >= 2 * FLAG_EXCEPTIONS) {
      throw ColumnCodec.corrupt("unknown tag " + tag);
    }
    int[] places = {};
    double[] exceptions = {};
    if ((tag & FLAG_EXCEPTIONS) != 0) {
      places = new int[in.readCount(1)];
      exceptions = new double[places.length];
      readExceptions(in, count, places, exceptions);
    }
    int end = at + to - from;
    double power = POWERS[tag & MAX_DECIMALS];
    switch ((tag >> 4) & 3) {
      case DECIMAL_CONSTANT -> Arrays.fill(target, at, end, in.readVarint() / power);
      case DECIMALS -> readDecimals(in, power, count, from, to, target, at);
      case CONSTANT -> Arrays.fill(target, at, end, in.readDouble());
      default -> readBits(in, tag & MAX_DECIMALS, count, from, to, target, at);
    }
    for (int i = 0; i < places.length; i++) {
      if (places[i] >= from && places[i] < to) {
        target[at + places[i] - from] = exceptions[i];
      }
    }
  }

  private static void readDecimals(
      ByteReader in, double power, int count, int from, int to, double[] target, int at) {
    long[] numbers = new long[count];
    IntegerCodec.decode(in, count, to, numbers);
    int size = to - from;
    if (power == 1) {
      for (int i = 0; i < size; i++) {
        target[at + i] = numbers[from + i];
      }
    } else {
      for (int i = 0; i < size; i++) {
        target[at + i] = numbers[from + i] / power;
      }
    }
  }

  private static void readBits(
      ByteReader in, int decimals, int count, int from, int to, double[] target, int at) {
    int shift = decimals == 0 ? in.readByte() & (Long.SIZE - 1) : 0;
    double part = PARTS[decimals];
    long[] numbers = new long[count];
    IntegerCodec.decode(in, count, to, numbers);
    int size = to - from;
    if (decimals == 0) {
      for (int i = 0; i < size; i++) {
        target[at + i] = Double.longBitsToDouble(numbers[from + i] << shift);
      }
    } else {
      for (int i = 0; i < size; i++) {
        target[at + i] = numbers[from + i] * part;
      }
    }
  }

  private static void readExceptions(ByteReader in, int count, int[] places, double[] exceptions) {
    long next = 0;
    double previous = StaleMarker.VALUE;
    for (int i = 0; i < places.length; i++) {
      long head = in.readUvarint();
      long distance = head >>> 2;
      if (distance >= count - next) {
        throw ColumnCodec.corrupt("exception beyond the end");
      }
      previous =
          switch ((int) head & 3) {
            case EXCEPTION_MARKER -> StaleMarker.VALUE;
            case EXCEPTION_AGAIN -> previous;
            case EXCEPTION_OTHER -> in.readDouble();
            default -> throw ColumnCodec.corrupt("unknown kind of exception");
          };
      places[i] = (int) (next + distance);
      exceptions[i] = previous;
      next += distance + 1;
    }
  }
}
