package io.carillon.common.column;

import io.carillon.common.bytes.ByteReader;

/** Reads what a {@link BitPacker} packed, piece by piece; zeros beyond the end. */
final class BitReader {
  private final byte[] bytes;
  private final int from;
  private final long endBits;
  private long position;

  /** A reader of what a reader of bytes comes to next; that one stays where it is. */
  BitReader(ByteReader in) {
    bytes = in.array();
    from = in.position();
    endBits = (long) in.remaining() * Byte.SIZE;
  }

  /** At least 57 bits that come next, lowest first. */
  private long window() {
    return BitUnpacker.window(bytes, from, position);
  }

  /**
   * Reads what {@link AdaptivePacking} packed, but for the table.
   *
   * @param firstStrength of the numbers
   * @param states of the table
   * @param first one
   */
  void readDifferences(int limit, long firstStrength, int[] states, int first, long[] target) {
    long strength = firstStrength;
    int state = states[first];
    long at = position;
    for (int i = 0; i < limit; i++) {
      int low = AdaptivePacking.lowBits(strength);
      int symbol = SymbolTable.symbol(state);
      int length = SymbolTable.length(state);
      long rest = symbol;
      long window = BitUnpacker.window(bytes, from, at);
      long lowPart = window & ((1L << low) - 1);
      if (symbol < AdaptivePacking.NEAR) {
        window >>>= low;
      } else {
        position = at + low;
        int far = AdaptivePacking.farBits(symbol);
        rest = 1L << far | read(far);
        window = window();
        at += far;
      }
      at += low + length;
      state = states[SymbolTable.base(state) + (int) (window & ((1L << length) - 1))];
      long difference = ((rest >>> 1) ^ -(rest & 1)) << low | lowPart;
      target[i] = difference;
      strength = AdaptivePacking.nextStrength(strength, difference);
    }
    position = at;
  }

  /** Reads so many bits, 0 to 64. */
  long read(int width) {
    long low = window();
    if (width <= Integer.SIZE) {
      position += width;
      return low & ((1L << width) - 1);
    }
    position += Integer.SIZE;
    return (low & 0xffffffffL) | read(width - Integer.SIZE) << Integer.SIZE;
  }

  /** Reads a Rice code of a small number. */
  long readRice(int lowBits) {
    int ones = Long.numberOfTrailingZeros(~window());
    if (ones >= BitPacker.ESCAPE) {
      throw ColumnCodec.corrupt("a number is too long");
    }
    position += ones + 1;
    return (long) ones << lowBits | read(lowBits);
  }

  /** Moves the reader of bytes behind the last byte of which anything was read. */
  void skipInto(ByteReader in) {
    if (position > endBits) {
      throw BitUnpacker.cutOff();
    }
    in.skip((int) ((position + Byte.SIZE - 1) / Byte.SIZE));
  }
}
