package io.carillon.common.column;

import io.carillon.common.bytes.ByteWriter;

/** Packs unsigned numbers bit by bit, lowest bits first, up to the next whole byte. */
final class BitPacker {
  /** From so many ones on a Rice code is an escape: the ones, then 64 bits. */
  static final int ESCAPE = 20;

  /** The longest low part of a Rice code that is read at once together with its ones. */
  static final int MAX_RICE_BITS = 32;

  private final ByteWriter out;
  private long pending;
  private int pendingBits;

  BitPacker(ByteWriter out) {
    this.out = out;
  }

  /** Appends numbers of so many bits each, 0 to 64. */
  static void fixed(long[] numbers, int count, int width, ByteWriter out) {
    if (width == 0) {
      return;
    }
    BitPacker packer = new BitPacker(out);
    for (int i = 0; i < count; i++) {
      packer.put(numbers[i], width);
    }
    packer.flush();
  }

  /** Appends Rice codes: number >>> lowBits in ones, a zero, the low bits. */
  static void rice(long[] numbers, int count, int lowBits, ByteWriter out) {
    BitPacker packer = new BitPacker(out);
    for (int i = 0; i < count; i++) {
      packer.putRice(numbers[i], lowBits);
    }
    packer.flush();
  }

  /** Appends one Rice code. */
  void putRice(long number, int lowBits) {
    long high = number >>> lowBits;
    if (high < 0 || high >= ESCAPE) {
      put((1L << ESCAPE) - 1, ESCAPE);
      put(number, Long.SIZE);
    } else {
      long ones = (1L << high) - 1;
      long low = number & ((1L << lowBits) - 1);
      put(ones | low << (high + 1), (int) high + 1 + lowBits);
    }
  }

  /** Bits that {@link #rice} takes. */
  static long riceBits(long[] numbers, int count, int lowBits) {
    long bits = (long) count * (lowBits + 1);
    for (int i = 0; i < count; i++) {
      long high = numbers[i] >>> lowBits;
      bits += high < 0 || high >= ESCAPE ? ESCAPE + Long.SIZE - lowBits - 1 : high;
    }
    return bits;
  }

  /** Appends a number of so many bits, 0 to 64. */
  void put(long number, int width) {
    pending |= number << pendingBits;
    int filled = pendingBits + width;
    if (filled >= Long.SIZE) {
      out.putLong(pending);
      int taken = Long.SIZE - pendingBits;
      pending = taken == Long.SIZE ? 0 : number >>> taken;
      filled -= Long.SIZE;
    }
    pendingBits = filled;
  }

  /** Ends the last byte. */
  void flush() {
    for (; pendingBits > 0; pendingBits -= Byte.SIZE) {
      out.putByte((int) pending);
      pending >>>= Byte.SIZE;
    }
  }
}
