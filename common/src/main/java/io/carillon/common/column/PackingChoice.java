package io.carillon.common.column;

import io.carillon.common.column.ResidualPacking.Kind;

/**
 * Finds the {@link ResidualPacking} that is smallest once its page is compressed. Numbers packed
 * bit by bit do not compress any further, so their size is exact; for bytes it is an estimate.
 */
final class PackingChoice {
  /** Above, zigzag numbers could have more than 64 bits. */
  private static final int MAX_ZIGZAG_WIDTH = 62;

  /** Zigzag numbers below take one byte as varint; their entropy is estimated. */
  private static final int SMALL = 128;

  /** What a kind of byte costs beyond its entropy in the column: the page has other columns. */
  private static final double BITS_PER_SYMBOL = 3;

  /** What a byte costs beyond its entropy. */
  private static final double BITS_PER_BYTE = 0.3;

  private static final float[] LOG2 = new float[1 << 12];

  static {
    for (int i = 1; i < LOG2.length; i++) {
      LOG2[i] = (float) (Math.log(i) / Math.log(2));
    }
  }

  private final long[] scratch;
  private final int[] symbolCounts = new int[SMALL];

  private long[] numbers = {};
  private int count;
  private ResidualPacking best = new ResidualPacking(Kind.FIXED, 0, 0, 0);

  /**
   * A chooser for not more than so many numbers at a time.
   *
   * @param scratch at least as long, overwritten
   */
  PackingChoice(long[] scratch) {
    this.scratch = scratch;
  }

  /**
   * The best packing.
   *
   * @param isAroundZero whether zero is a good middle, so that varints need no bias
   */
  ResidualPacking of(long[] theNumbers, int theCount, boolean isAroundZero) {
    numbers = theNumbers;
    count = theCount;
    long min = Long.MAX_VALUE;
    long max = Long.MIN_VALUE;
    int zeros = 0;
    for (int i = 0; i < count; i++) {
      min = Math.min(min, numbers[i]);
      max = Math.max(max, numbers[i]);
      zeros += numbers[i] == 0 ? 1 : 0;
    }
    int width = count == 0 ? 0 : bitLength(max - min);
    best = new ResidualPacking(Kind.FIXED, width, count == 0 ? 0 : min, (double) count * width);
    if (width == 0) {
      return best;
    }
    if (width <= MAX_ZIGZAG_WIDTH) {
      tryRice(min);
    }
    if (zeros > count / 2) {
      offer(Kind.SPARSE, 0, 0, sparseBits());
    }
    if (isAroundZero) {
      ResidualPacking.zigzag(numbers, count, 0, scratch);
      offer(Kind.VARINTS, 0, 0, varintBits());
    } else {
      ResidualPacking.subtract(numbers, count, min, scratch);
      offer(Kind.UVARINTS, 0, min, varintBits());
    }
    return best;
  }

  private void offer(Kind kind, int width, long bias, double costBits) {
    if (costBits < best.costBits()) {
      best = new ResidualPacking(kind, width, bias, costBits);
    }
  }

  private void tryRice(long min) {
    ResidualPacking.subtract(numbers, count, min, scratch);
    long middle = center(min + middle(scratch, count));
    tryRice(Kind.RICE, min);
    ResidualPacking.zigzag(numbers, count, middle, scratch);
    tryRice(Kind.RICE_ZIGZAG, middle);
  }

  private void tryRice(Kind kind, long bias) {
    long lengths = 0;
    for (int i = 0; i < count; i++) {
      lengths += bitLength(scratch[i]);
    }
    int guess = (int) Math.min(BitPacker.MAX_RICE_BITS - 1, lengths / count);
    for (int lowBits = Math.max(0, guess - 1); lowBits <= guess + 1; lowBits++) {
      offer(kind, lowBits, bias, BitPacker.riceBits(scratch, count, lowBits));
    }
  }

  /** The mean of the numbers without those that are far off. */
  private long center(long middle) {
    long bits = 0;
    for (int i = 0; i < count; i++) {
      bits += bitLength(Math.abs(numbers[i] - middle));
    }
    long far = 4L << Math.min(MAX_ZIGZAG_WIDTH - 2, bits / count);
    double sum = 0;
    int near = 0;
    for (int i = 0; i < count; i++) {
      long distance = numbers[i] - middle;
      if (distance < far && distance > -far) {
        sum += distance;
        near++;
      }
    }
    return middle + (near == 0 ? 0 : Math.round(sum / near));
  }

  /** About the middle one of numbers from 0 on: a few that are far off do not move it. */
  static long middle(long[] numbers, int count) {
    int third = count / 3;
    if (third == 0) {
      return numbers[count / 2];
    }
    int step = Math.max(1, third / 3);
    long a = median(numbers[0], numbers[step], numbers[Math.min(third, 2 * step)]);
    long b = median(numbers[third], numbers[third + step / 2], numbers[2 * third - 1]);
    long c = median(numbers[2 * third], numbers[count - 1 - step / 2], numbers[count - 1]);
    return median(a, b, c);
  }

  private static long median(long a, long b, long c) {
    return Math.max(Math.min(a, b), Math.min(Math.max(a, b), c));
  }

  private double sparseBits() {
    double bits = 8;
    for (int i = 0; i < count; i++) {
      if (numbers[i] != 0) {
        bits += 6 + bitLength((numbers[i] << 1) ^ (numbers[i] >> 63));
      }
    }
    return bits;
  }

  private double varintBits() {
    double bits = count * BITS_PER_BYTE;
    for (int i = 0; i < count; i++) {
      long number = scratch[i];
      if (number >= 0 && number < SMALL) {
        symbolCounts[(int) number]++;
      } else {
        bits += bitLength(number) + 4;
      }
    }
    double log2OfCount = log2(count);
    for (int i = 0; i < count; i++) {
      long number = scratch[i];
      if (number >= 0 && number < SMALL && symbolCounts[(int) number] > 0) {
        int times = symbolCounts[(int) number];
        bits += BITS_PER_SYMBOL + times * (log2OfCount - log2(times));
        symbolCounts[(int) number] = 0;
      }
    }
    return bits;
  }

  static int bitLength(long number) {
    return Long.SIZE - Long.numberOfLeadingZeros(number);
  }

  private static double log2(int number) {
    return number < LOG2.length ? LOG2[number] : Math.log(number) / Math.log(2);
  }
}
