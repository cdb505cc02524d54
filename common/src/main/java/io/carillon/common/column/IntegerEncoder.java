package io.carillon.common.column;

import io.carillon.common.bytes.ByteWriter;

/** Packs whole numbers as {@link IntegerCodec} describes, in the shape that is smallest. */
final class IntegerEncoder {
  /** A shape that looks worse than another by so many bits a number is not tried. */
  private static final double MAX_WORSE_BITS = 1.2;

  /** What the fields of a shape take in the head. */
  private static final int[] HEAD_BITS = {0, 24, 8, 24};

  /** A slope is a fraction of not more than so many bits. */
  private static final int MAX_SHIFT = 20;

  /** Of fewer numbers a line with a whole slope is good enough. */
  private static final int MIN_FRACTION_OF = 32;

  private static final double MAX_SLOPE = 1L << 40;

  private final int count;
  private final long first;
  private final long factor;
  private final long[][] residuals = new long[4][];
  private final double[] roughBits = new double[4];
  private final long[] scratch;
  private int shift;
  private long slope;

  private IntegerEncoder(long[] numbers, int count) {
    this.count = count;
    first = numbers[0];
    factor = factor(numbers, count);
    scratch = new long[count];
    long[] steps = new long[count];
    for (int i = 0; i < count; i++) {
      long difference = numbers[i] - first;
      steps[i] = factor == 1 ? difference : difference / factor;
    }
    residuals[IntegerCodec.LEVEL] = steps;
  }

  /** Appends the first {@code count} numbers, at least one. */
  static void encode(long[] numbers, int count, ByteWriter out) {
    new IntegerEncoder(numbers, count).encode(out);
  }

  private void encode(ByteWriter out) {
    makeShapes();
    double least = Double.POSITIVE_INFINITY;
    for (double bits : roughBits) {
      least = Math.min(least, bits);
    }
    PackingChoice choice = new PackingChoice(scratch);
    ResidualPacking best = null;
    int bestShape = 0;
    for (int shape = 0; shape < residuals.length; shape++) {
      if (roughBits[shape] <= least + MAX_WORSE_BITS) {
        boolean isAroundZero = IntegerCodec.isDelta(shape);
        ResidualPacking packing =
            choice.of(residuals[shape], IntegerCodec.residualCount(shape, count), isAroundZero);
        if (best == null
            || packing.costBits() + HEAD_BITS[shape] < best.costBits() + HEAD_BITS[bestShape]) {
          best = packing;
          bestShape = shape;
        }
      }
    }
    if (best != null) {
      write(bestShape, best, out);
    }
  }

  private void write(int shape, ResidualPacking packing, ByteWriter out) {
    boolean isDelta = IntegerCodec.isDelta(shape);
    boolean hasBias = isDelta && packing.bias() != 0;
    out.putByte(
        shape
            | (factor == 1 ? 0 : IntegerCodec.FLAG_FACTOR)
            | (hasBias ? IntegerCodec.FLAG_BIAS : 0));
    out.putByte(packing.number());
    out.putVarint(isDelta ? first : first + factor * packing.bias());
    if (factor != 1) {
      out.putUvarint(factor);
    }
    if (hasBias) {
      out.putVarint(packing.bias());
    }
    if (shape == IntegerCodec.LINE) {
      out.putByte(shift).putVarint(slope);
    } else if (shape == IntegerCodec.DELTA_OF_DELTA) {
      out.putVarint(residuals[IntegerCodec.LEVEL][1]);
    }
    packing.encode(residuals[shape], IntegerCodec.residualCount(shape, count), scratch, out);
  }

  private void makeShapes() {
    long[] steps = residuals[IntegerCodec.LEVEL];
    roughBits[IntegerCodec.LEVEL] = roughBits(steps, count);
    long[] deltas = new long[count];
    for (int i = 1; i < count; i++) {
      deltas[i - 1] = steps[i] - steps[i - 1];
    }
    residuals[IntegerCodec.DELTA] = deltas;
    roughBits[IntegerCodec.DELTA] = roughBits(deltas, count - 1);
    makeDeltasOfDeltas(deltas);
    makeLine(steps);
  }

  private void makeDeltasOfDeltas(long[] deltas) {
    long[] seconds = new long[count];
    for (int i = 1; i < count - 1; i++) {
      seconds[i - 1] = deltas[i] - deltas[i - 1];
    }
    residuals[IntegerCodec.DELTA_OF_DELTA] = seconds;
    roughBits[IntegerCodec.DELTA_OF_DELTA] =
        count < 3 ? Double.POSITIVE_INFINITY : roughBits(seconds, count - 2);
    boolean isTracked = count - 1 >= AdaptivePacking.MIN_COUNT;
    if (isTracked && roughBits[IntegerCodec.DELTA_OF_DELTA] > roughBits[IntegerCodec.DELTA]) {
      // A middle that moves does the same for deltas, and better.
      roughBits[IntegerCodec.DELTA_OF_DELTA] = Double.POSITIVE_INFINITY;
    }
  }

  /** The line of least squares, by a whole slope if that is about as good. */
  private void makeLine(long[] steps) {
    double middle = (count - 1) / 2.0;
    double sum = 0;
    for (int i = 0; i < count; i++) {
      sum += (i - middle) * steps[i];
    }
    double fit = count < 3 ? 0 : sum * 12 / (count * ((double) count * count - 1));
    roughBits[IntegerCodec.LINE] = Double.POSITIVE_INFINITY;
    if (!(Math.abs(fit) < MAX_SLOPE) || fit == 0) {
      return;
    }
    tryLine(steps, Math.round(fit), 0);
    if (count >= MIN_FRACTION_OF && Math.abs(fit - slope) * count >= 0.5) {
      int fraction = Math.min(MAX_SHIFT, PackingChoice.bitLength(count));
      tryLine(steps, Math.round(fit * (1L << fraction)), fraction);
    }
  }

  private void tryLine(long[] steps, long newSlope, int newShift) {
    long[] rest = new long[count];
    for (int i = 0; i < count; i++) {
      rest[i] = steps[i] - ((newSlope * i) >> newShift);
    }
    double bits = roughBits(rest, count);
    if (newShift == 0 || bits < roughBits[IntegerCodec.LINE] - 0.1) {
      roughBits[IntegerCodec.LINE] = bits;
      residuals[IntegerCodec.LINE] = rest;
      slope = newSlope;
      shift = newShift;
    }
  }

  /** Bits of a number around the middle one, on average. */
  private static double roughBits(long[] numbers, int count) {
    if (count == 0) {
      return 0;
    }
    long middle = PackingChoice.middle(numbers, count);
    long bits = 0;
    for (int i = 0; i < count; i++) {
      long number = numbers[i] - middle;
      bits += PackingChoice.bitLength((number << 1) ^ (number >> 63));
    }
    return (double) bits / count;
  }

  private static long factor(long[] numbers, int count) {
    long divisor = 0;
    for (int i = 1; i < count && divisor != 1; i++) {
      long difference = Math.abs(numbers[i] - numbers[0]);
      if (difference == Long.MIN_VALUE) {
        return 1;
      }
      if (divisor == 0 || difference % divisor != 0) {
        divisor = greatestCommonDivisor(difference, divisor);
      }
    }
    return Math.max(1, divisor);
  }

  private static long greatestCommonDivisor(long a, long b) {
    long larger = a;
    long smaller = b;
    while (smaller != 0) {
      long rest = larger % smaller;
      larger = smaller;
      smaller = rest;
    }
    return larger;
  }
}
