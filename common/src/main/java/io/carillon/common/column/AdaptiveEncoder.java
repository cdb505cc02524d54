package io.carillon.common.column;

import io.carillon.common.bytes.ByteWriter;
import java.util.Arrays;

/** Packs numbers as {@link AdaptivePacking} describes. Not thread-safe. */
final class AdaptiveEncoder {
  /** What the table takes besides the weights, and the end of the last byte. */
  private static final int HEAD_BITS = 32;

  private static final double BITS_PER_WEIGHT = 3.5;

  /** What the limited precision of weights and states costs a number. */
  private static final double ROUNDING_BITS = 0.01;

  private final long[] differences;
  private final byte[] symbols;
  private final byte[] lowBits;
  private final int[] times = new int[SymbolTable.SYMBOLS];
  private int count;
  private int strengthBits;

  /** An encoder of so many numbers or fewer at a time. */
  AdaptiveEncoder(int maxCount) {
    differences = new long[maxCount];
    symbols = new byte[maxCount];
    lowBits = new byte[maxCount];
  }

  /** About how many bits numbers take less a bias. */
  double costBits(long[] numbers, int theCount, long bias, int tracking) {
    model(numbers, theCount, bias, tracking);
    long plainBits = 0;
    for (int i = 0; i < count; i++) {
      plainBits += lowBits[i];
    }
    double bits = plainBits + HEAD_BITS + count * ROUNDING_BITS;
    double log2OfCount = PackingChoice.log2(count);
    for (int symbol = 0; symbol < times.length; symbol++) {
      int number = times[symbol];
      if (number > 0) {
        bits += BITS_PER_WEIGHT + number * (log2OfCount - PackingChoice.log2(number));
        bits += (double) number * AdaptivePacking.farBits(symbol);
      }
    }
    return bits;
  }

  /** Appends numbers less a bias. */
  void encode(long[] numbers, int theCount, long bias, int tracking, ByteWriter out) {
    model(numbers, theCount, bias, tracking);
    int stateBits = SymbolTable.stateBits(count);
    SymbolTable table = SymbolTable.of(stateBits, times);
    int[] stateBitsAfter = new int[count];
    int first = table.encode(symbols, count, stateBitsAfter);
    BitPacker bits = new BitPacker(out.putByte(strengthBits));
    table.write(bits);
    bits.put(first, stateBits);
    for (int i = 0; i < count; i++) {
      int low = lowBits[i];
      bits.put(differences[i] & ((1L << low) - 1), low);
      int far = AdaptivePacking.farBits(symbols[i]);
      if (far > 0) {
        bits.put(zigzag(differences[i] >> low) & ((1L << far) - 1), far);
      }
      bits.put(stateBitsAfter[i] >>> 4, stateBitsAfter[i] & 15);
    }
    bits.flush();
  }

  private static long zigzag(long number) {
    return (number << 1) ^ (number >> 63);
  }

  private void model(long[] numbers, int theCount, long bias, int tracking) {
    count = theCount;
    Arrays.fill(times, 0);
    expect(numbers, bias, tracking);
    long strength = firstStrength();
    for (int i = 0; i < count; i++) {
      long difference = differences[i];
      int low = AdaptivePacking.lowBits(strength);
      long rest = zigzag(difference >> low);
      boolean isNear = rest >= 0 && rest < AdaptivePacking.NEAR;
      int symbol = isNear ? (int) rest : AdaptivePacking.FAR + PackingChoice.bitLength(rest);
      lowBits[i] = (byte) low;
      symbols[i] = (byte) symbol;
      times[symbol]++;
      strength = AdaptivePacking.nextStrength(strength, difference);
    }
  }

  private void expect(long[] numbers, long bias, int tracking) {
    long middle = 0;
    for (int i = 0; i < count; i++) {
      long expected = (middle + AdaptivePacking.HALF) >> AdaptivePacking.MIDDLE_PLACES;
      long difference = numbers[i] - bias - expected;
      differences[i] = difference;
      middle += tracking == 0 ? 0 : (difference << AdaptivePacking.MIDDLE_PLACES) >> tracking;
    }
  }

  /** About the magnitude of the first differences. */
  private long firstStrength() {
    int firsts = Math.min(count, AdaptivePacking.MIN_COUNT);
    int bits = 0;
    for (int i = 0; i < firsts; i++) {
      bits += PackingChoice.bitLength(differences[i] ^ (differences[i] >> 63));
    }
    strengthBits =
        Math.min(
            bits / firsts + AdaptivePacking.STRENGTH_PLACES, AdaptivePacking.MAX_STRENGTH_BITS);
    return 1L << strengthBits;
  }
}
