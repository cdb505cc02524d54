package io.carillon.common.column;

import io.carillon.common.column.ResidualPacking.Kind;
import org.jspecify.annotations.Nullable;

/**
 * Finds the {@link ResidualPacking} that is smallest once its page is compressed. Numbers packed
 * bit by bit do not compress any further, so their size is exact; for bytes it is an estimate. Not
 * thread-safe.
 */
final class PackingChoice {
  /** Above, zigzag numbers could have more than 64 bits. */
  private static final int MAX_ZIGZAG_WIDTH = 62;

  /** Varints of fewer numbers say nothing about how often each comes. */
  private static final int MIN_VARINTS = 32;

  /** Varints of more bits are mostly longer than a byte. */
  private static final int MAX_VARINT_BITS = 7;

  /** Numbers below take one byte as varint; their entropy is estimated. */
  private static final int SMALL = 128;

  /** What a kind of byte costs beyond its entropy in the column: the page has other columns. */
  private static final double BITS_PER_SYMBOL = 3;

  /** What a byte costs beyond its entropy, measured with pages of small numbers and zstd. */
  private static final double BITS_PER_BYTE = 0.8;

  private static final float[] LOG2 = new float[1 << 12];

  static {
    for (int i = 1; i < LOG2.length; i++) {
      LOG2[i] = (float) (Math.log(i) / Math.log(2));
    }
  }

  private static final int[] NO_TRACKING = {0};

  /** Lower ones follow the noise, higher ones no burst; measured with rates of counters. */
  private static final int[] TRACKINGS = {0, 2, 3};

  private final long[] scratch;
  private @Nullable AdaptiveEncoder adaptive;
  private int[] timesOfNumbers = {};

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
    if (count == 0) {
      return new ResidualPacking(Kind.FIXED, 0, 0, 0);
    }
    long min = Long.MAX_VALUE;
    long max = Long.MIN_VALUE;
    int zeros = 0;
    for (int i = 0; i < count; i++) {
      min = Math.min(min, numbers[i]);
      max = Math.max(max, numbers[i]);
      zeros += numbers[i] == 0 ? 1 : 0;
    }
    int width = bitLength(max - min);
    best = new ResidualPacking(Kind.FIXED, width, min, (double) count * width);
    if (width > 0 && width <= MAX_ZIGZAG_WIDTH) {
      tryDigits(min, max - min + 1);
      tryAdaptive(min, isAroundZero);
      if (zeros > count / 2) {
        offer(Kind.SPARSE, 0, 0, sparseBits());
      }
      if (best.kind() != Kind.ADAPTIVE) {
        tryRice(min);
        tryVarints(min, isAroundZero);
      }
    }
    return best;
  }

  private void offer(Kind kind, int width, long bias, double costBits) {
    if (costBits < best.costBits()) {
      best = new ResidualPacking(kind, width, bias, costBits);
    }
  }

  private void tryDigits(long min, long base) {
    if (base > 1L << (ResidualPacking.MAX_DIGITS_BITS / ResidualPacking.MIN_DIGITS)) {
      return;
    }
    for (int digits = ResidualPacking.MIN_DIGITS; digits <= ResidualPacking.MAX_DIGITS; digits++) {
      int bits = ResidualPacking.digitsBits(base, digits);
      if (bits <= ResidualPacking.MAX_DIGITS_BITS) {
        int groups = (count + digits - 1) / digits;
        offer(Kind.DIGITS, digits - ResidualPacking.MIN_DIGITS, min, 12 + (double) groups * bits);
      }
    }
  }

  /** Rice codes of what is above the least number, or to both sides of the middle. */
  private void tryRice(long min) {
    ResidualPacking.subtract(numbers, count, min, scratch);
    long bits = bits(scratch, count);
    long middle = center(min + middle(scratch, count));
    ResidualPacking.zigzag(numbers, count, middle, scratch);
    long zigzagBits = bits(scratch, count);
    if (zigzagBits < bits) {
      tryRice(Kind.RICE_ZIGZAG, middle, zigzagBits);
    } else {
      ResidualPacking.subtract(numbers, count, min, scratch);
      tryRice(Kind.RICE, min, bits);
    }
  }

  private void tryRice(Kind kind, long bias, long bits) {
    int guess = Math.clamp(bits / count, 1, BitPacker.MAX_RICE_BITS - 1);
    for (int lowBits = guess - 1; lowBits <= guess + 1; lowBits++) {
      offer(kind, lowBits, bias, (double) BitPacker.riceBits(scratch, count, lowBits));
    }
  }

  /** Of deltas also with a middle that moves. */
  private void tryAdaptive(long min, boolean isAroundZero) {
    if (count < AdaptivePacking.MIN_COUNT) {
      return;
    }
    AdaptiveEncoder encoder = adaptive == null ? new AdaptiveEncoder(scratch.length) : adaptive;
    adaptive = encoder;
    ResidualPacking.subtract(numbers, count, min, scratch);
    long middle = center(min + middle(scratch, count));
    for (int tracking : isAroundZero ? TRACKINGS : NO_TRACKING) {
      double bits = encoder.costBits(numbers, count, middle, tracking);
      offer(Kind.ADAPTIVE, tracking, middle, bits);
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

  /** About the middle one of numbers: a few that are far off do not move it. */
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

  private void tryVarints(long min, boolean isAroundZero) {
    if (count < MIN_VARINTS) {
      return;
    }
    if (isAroundZero) {
      ResidualPacking.zigzag(numbers, count, 0, scratch);
    } else {
      ResidualPacking.subtract(numbers, count, min, scratch);
    }
    if (bits(scratch, count) <= (long) MAX_VARINT_BITS * count) {
      offer(isAroundZero ? Kind.VARINTS : Kind.UVARINTS, 0, isAroundZero ? 0 : min, varintBits());
    }
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
    int[] times = timesOfNumbers.length == 0 ? new int[SMALL] : timesOfNumbers;
    timesOfNumbers = times;
    double bits = count * BITS_PER_BYTE;
    for (int i = 0; i < count; i++) {
      long number = scratch[i];
      if (number >= 0 && number < SMALL) {
        times[(int) number]++;
      } else {
        bits += bitLength(number) + 4;
      }
    }
    double log2OfCount = log2(count);
    for (int number = 0; number < SMALL; number++) {
      if (times[number] > 0) {
        bits += BITS_PER_SYMBOL + times[number] * (log2OfCount - log2(times[number]));
        times[number] = 0;
      }
    }
    return bits;
  }

  /** Bits of all numbers, 0 or more, without leading zeros. */
  private static long bits(long[] numbers, int count) {
    long bits = 0;
    for (int i = 0; i < count; i++) {
      bits += bitLength(numbers[i]);
    }
    return bits;
  }

  static int bitLength(long number) {
    return Long.SIZE - Long.numberOfLeadingZeros(number);
  }

  static double log2(int number) {
    return number < LOG2.length ? LOG2[number] : Math.log(number) / Math.log(2);
  }
}
