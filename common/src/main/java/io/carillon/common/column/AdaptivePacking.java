package io.carillon.common.column;

import io.carillon.common.bytes.ByteReader;

/**
 * Packs noise whose middle and strength change over time, in about as many bits as it has entropy.
 * Each number is what it differs from the expected one by; all but the lowest bits of that, as many
 * as the differences before suggest, is a symbol that {@link SymbolTable} codes.
 *
 * <pre>
 * strength  1 byte: the strength is 1 << it at first
 * bits      lowest first, up to the next whole byte:
 *           the symbols' weights, see {@link SymbolTable}; the first state
 *           for each number: low bits; bits of a far one; bits of the next state
 * </pre>
 *
 * <p>A number is expected to be {@code (middle + 128) >> 8}; the middle is 0 at first and changes
 * by {@code (difference << 8) >> tracking}, with tracking 0 not at all. The strength, of 4 binary
 * places, changes by an eighth of what the magnitude differs from it; where it has n bits, n - 5 of
 * the difference are low bits. The zigzag rest below 16 is the symbol itself; a longer one of n
 * bits has symbol n + 11, and but for the highest its bits follow.
 */
final class AdaptivePacking {
  /** A larger one follows too slowly to matter. */
  static final int MAX_TRACKING = 7;

  /** Of fewer numbers the table of symbols is too large a part. */
  static final int MIN_COUNT = 64;

  static final int MAX_STRENGTH_BITS = 50;
  static final int MIDDLE_PLACES = 8;
  static final int HALF = 1 << (MIDDLE_PLACES - 1);
  static final int STRENGTH_PLACES = 4;
  static final int STRENGTH_SHIFT = 3;

  /** Zigzag rests below are symbols. */
  static final int NEAR = 16;

  /** The symbol of a rest of n bits is n more than this. */
  static final int FAR = NEAR - 5;

  /** So that low bits and those of a state are read at once. */
  private static final long MAX_MAGNITUDE = 1L << (MAX_STRENGTH_BITS - STRENGTH_PLACES);

  private AdaptivePacking() {}

  static int lowBits(long strength) {
    return Math.max(0, Long.SIZE - 1 - STRENGTH_PLACES - Long.numberOfLeadingZeros(strength));
  }

  /** Bits that follow a symbol. */
  static int farBits(int symbol) {
    return symbol < NEAR ? 0 : symbol - FAR - 1;
  }

  static long nextStrength(long strength, long difference) {
    long magnitude = Math.min(difference ^ (difference >> 63), MAX_MAGNITUDE);
    return strength + (((magnitude << STRENGTH_PLACES) - strength) >> STRENGTH_SHIFT);
  }

  /**
   * Reads numbers into the beginning of a target.
   *
   * @param count numbers that were packed
   * @param limit numbers that are wanted; with fewer than all the reader is somewhere afterwards
   */
  static void decode(ByteReader in, int count, int limit, int tracking, long[] target) {
    int strengthBits = in.readByte();
    if (strengthBits > MAX_STRENGTH_BITS) {
      throw ColumnCodec.corrupt("a strength of " + strengthBits + " bits");
    }
    BitReader bits = new BitReader(in);
    int stateBits = SymbolTable.stateBits(count);
    int[] states = SymbolTable.read(stateBits, bits).states();
    int first = (int) bits.read(stateBits);
    bits.readDifferences(limit, 1L << strengthBits, states, first, target);
    bits.skipInto(in);
    if (tracking > 0) {
      track(target, limit, tracking);
    }
  }

  private static void track(long[] target, int limit, int tracking) {
    long middle = 0;
    for (int i = 0; i < limit; i++) {
      long difference = target[i];
      target[i] = difference + ((middle + HALF) >> MIDDLE_PLACES);
      middle += (difference << MIDDLE_PLACES) >> tracking;
    }
  }
}
