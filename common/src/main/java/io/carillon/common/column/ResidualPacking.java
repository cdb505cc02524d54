package io.carillon.common.column;

import io.carillon.common.bytes.ByteReader;
import io.carillon.common.bytes.ByteWriter;
import java.util.Arrays;
import java.util.Locale;

/**
 * How numbers without any order are packed. The number of the packing is one byte:
 *
 * <pre>
 * 0-64     numbers of so many bits each
 * 65-97    Rice codes with 0 to 32 low bits
 * 98-130   Rice codes of zigzag numbers with 0 to 32 low bits
 * 131      uvarints
 * 132      varints
 * 133      mostly zeros: uvarint number of the others, {uvarint zeros before it}*, {varint}*
 * 134-137  uvarint base; 2 to 5 numbers below it are the digits, first one lowest, of one number,
 *          which has as many bits as the largest one
 * 138-145  noise that changes, with tracking 0 to 7, see {@link AdaptivePacking}
 * </pre>
 *
 * @param kind what the packing does
 * @param width bits of a number or of the low part of its Rice code; digits of a number less 2;
 *     tracking
 * @param bias what is subtracted from each number before
 * @param costBits size once its page is compressed, as far as can be told
 */
record ResidualPacking(Kind kind, int width, long bias, double costBits) {
  static final int MIN_DIGITS = 2;
  static final int MAX_DIGITS = 5;

  /** Numbers of several digits have not more bits, so that they are divided quickly. */
  static final int MAX_DIGITS_BITS = 32;

  /** A kind of packing; its number is that of width 0. */
  enum Kind {
    FIXED(0, Long.SIZE),
    RICE(65, BitPacker.MAX_RICE_BITS),
    RICE_ZIGZAG(98, BitPacker.MAX_RICE_BITS),
    UVARINTS(131, 0),
    VARINTS(132, 0),
    SPARSE(133, 0),
    DIGITS(134, MAX_DIGITS - MIN_DIGITS),
    ADAPTIVE(138, AdaptivePacking.MAX_TRACKING);

    private static final Kind[] VALUES = values();

    private final int number;
    private final int maxWidth;

    Kind(int number, int maxWidth) {
      this.number = number;
      this.maxWidth = maxWidth;
    }

    static Kind of(int number) {
      for (Kind kind : VALUES) {
        if (number <= kind.number + kind.maxWidth) {
          return kind;
        }
      }
      throw ColumnCodec.corrupt("unknown packing " + number);
    }
  }

  /** Number of the packing on disk and wire. */
  int number() {
    return kind.number + width;
  }

  /**
   * Appends numbers.
   *
   * @param scratch overwritten, at least as long
   */
  void encode(long[] numbers, int count, long[] scratch, ByteWriter out) {
    switch (kind) {
      case FIXED -> {
        subtract(numbers, count, bias, scratch);
        BitPacker.fixed(scratch, count, width, out);
      }
      case RICE -> {
        subtract(numbers, count, bias, scratch);
        BitPacker.rice(scratch, count, width, out);
      }
      case RICE_ZIGZAG -> {
        zigzag(numbers, count, bias, scratch);
        BitPacker.rice(scratch, count, width, out);
      }
      case UVARINTS -> {
        for (int i = 0; i < count; i++) {
          out.putUvarint(numbers[i] - bias);
        }
      }
      case VARINTS -> {
        for (int i = 0; i < count; i++) {
          out.putVarint(numbers[i]);
        }
      }
      case SPARSE -> encodeSparse(numbers, count, out);
      case DIGITS -> {
        subtract(numbers, count, bias, scratch);
        encodeDigits(scratch, count, width + MIN_DIGITS, out);
      }
      case ADAPTIVE -> new AdaptiveEncoder(count).encode(numbers, count, bias, width, out);
    }
  }

  static void subtract(long[] numbers, int count, long bias, long[] target) {
    for (int i = 0; i < count; i++) {
      target[i] = numbers[i] - bias;
    }
  }

  static void zigzag(long[] numbers, int count, long bias, long[] target) {
    for (int i = 0; i < count; i++) {
      long number = numbers[i] - bias;
      target[i] = (number << 1) ^ (number >> 63);
    }
  }

  private static void encodeSparse(long[] numbers, int count, ByteWriter out) {
    int others = 0;
    for (int i = 0; i < count; i++) {
      others += numbers[i] == 0 ? 0 : 1;
    }
    out.putUvarint(others);
    int next = 0;
    for (int i = 0; i < count; i++) {
      if (numbers[i] != 0) {
        out.putUvarint(i - next);
        next = i + 1;
      }
    }
    for (int i = 0; i < count; i++) {
      if (numbers[i] != 0) {
        out.putVarint(numbers[i]);
      }
    }
  }

  private static void encodeDigits(long[] scratch, int count, int digits, ByteWriter out) {
    long base = 0;
    for (int i = 0; i < count; i++) {
      base = Math.max(base, scratch[i] + 1);
    }
    int groups = (count + digits - 1) / digits;
    for (int group = 0; group < groups; group++) {
      long number = 0;
      for (int i = Math.min(count, (group + 1) * digits) - 1; i >= group * digits; i--) {
        number = number * base + scratch[i];
      }
      scratch[group] = number;
    }
    BitPacker.fixed(scratch, groups, digitsBits(base, digits), out.putUvarint(base));
  }

  /** Bits of numbers with so many digits; more than can be for a base that is too large. */
  static int digitsBits(long base, int digits) {
    long numbers = 1;
    for (int i = 0; i < digits && numbers <= 1L << MAX_DIGITS_BITS; i++) {
      numbers *= base;
    }
    return Long.SIZE - Long.numberOfLeadingZeros(numbers - 1);
  }

  /**
   * Reads numbers into the beginning of a target.
   *
   * @param number of the packing
   * @param count numbers that were packed
   * @param limit numbers that are wanted, from the first on; with fewer than all the reader is
   *     somewhere afterwards
   */
  static void decode(int number, long bias, ByteReader in, int count, int limit, long[] target) {
    Kind kind = Kind.of(number);
    int width = number - kind.number;
    switch (kind) {
      case FIXED -> BitUnpacker.fixed(in, count, limit, width, target);
      case RICE -> BitUnpacker.rice(in, limit, width, target);
      case RICE_ZIGZAG -> {
        BitUnpacker.rice(in, limit, width, target);
        unzigzag(target, limit);
      }
      case UVARINTS, VARINTS -> {
        requireBytes(in, limit);
        decodeVarints(in, limit, kind == Kind.VARINTS, target);
      }
      case SPARSE -> decodeSparse(in, count, target);
      case DIGITS -> decodeDigits(in, count, limit, width + MIN_DIGITS, target);
      case ADAPTIVE -> AdaptivePacking.decode(in, count, limit, width, target);
    }
    if (bias != 0) {
      for (int i = 0; i < limit; i++) {
        target[i] += bias;
      }
    }
  }

  private static void unzigzag(long[] target, int limit) {
    for (int i = 0; i < limit; i++) {
      target[i] = (target[i] >>> 1) ^ -(target[i] & 1);
    }
  }

  private static void requireBytes(ByteReader in, int count) {
    if (count > in.remaining()) {
      throw ColumnCodec.corrupt(
          String.format(Locale.ROOT, "expected %d numbers in %d bytes", count, in.remaining()));
    }
  }

  private static void decodeVarints(ByteReader in, int limit, boolean isZigzag, long[] target) {
    for (int i = 0; i < limit; i++) {
      target[i] = in.readUvarint();
    }
    if (isZigzag) {
      unzigzag(target, limit);
    }
  }

  private static void decodeDigits(ByteReader in, int count, int limit, int digits, long[] target) {
    long base = in.readUvarint();
    int bits = base < 2 || base > 1 << (MAX_DIGITS_BITS / 2) ? Long.SIZE : digitsBits(base, digits);
    if (bits > MAX_DIGITS_BITS) {
      throw ColumnCodec.corrupt("digits of base " + base);
    }
    int groups = (limit + digits - 1) / digits;
    BitUnpacker.fixed(in, (count + digits - 1) / digits, groups, bits, target);
    // The high half of a product with this is the quotient, exactly for numbers of 32 bits.
    long inverse = Long.divideUnsigned(-1, base) + 1;
    for (int group = groups - 1; group >= 0; group--) {
      long number = target[group];
      int end = Math.min(limit, (group + 1) * digits);
      for (int i = group * digits; i < end; i++) {
        long quotient = Math.unsignedMultiplyHigh(number, inverse);
        target[i] = number - quotient * base;
        number = quotient;
      }
    }
  }

  private static void decodeSparse(ByteReader in, int count, long[] target) {
    int[] places = new int[in.readCount(2)];
    long next = 0;
    for (int i = 0; i < places.length; i++) {
      long zeros = in.readUvarint();
      if (zeros < 0 || zeros >= count - next) {
        throw ColumnCodec.corrupt("number beyond the end");
      }
      places[i] = (int) (next + zeros);
      next += zeros + 1;
    }
    Arrays.fill(target, 0, count, 0);
    for (int place : places) {
      target[place] = in.readVarint();
    }
  }
}
