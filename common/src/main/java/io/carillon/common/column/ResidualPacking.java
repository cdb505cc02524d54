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
 * </pre>
 *
 * @param kind what the packing does
 * @param width bits of a number or of the low part of its Rice code
 * @param bias what is subtracted from each number before
 * @param costBits size once its page is compressed, as far as can be told
 */
record ResidualPacking(Kind kind, int width, long bias, double costBits) {
  /** A kind of packing; its number is that of width 0. */
  enum Kind {
    FIXED(0, Long.SIZE),
    RICE(65, BitPacker.MAX_RICE_BITS),
    RICE_ZIGZAG(98, BitPacker.MAX_RICE_BITS),
    UVARINTS(131, 0),
    VARINTS(132, 0),
    SPARSE(133, 0);

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
