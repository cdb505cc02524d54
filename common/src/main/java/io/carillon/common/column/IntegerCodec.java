package io.carillon.common.column;

import io.carillon.common.bytes.ByteReader;
import io.carillon.common.bytes.ByteWriter;

/**
 * Packs whole numbers of 64 bits over time, whatever they are; how many they are is known.
 *
 * <pre>
 * form      1 byte: bits 0-1 shape, bit 2 has a factor, bit 3 has a bias
 * packing   1 byte, of the residuals
 * first     varint
 * factor    with bit 2: uvarint; numbers are first + factor * steps
 * bias      with bit 3: varint that is added to each residual
 * slope     shape 1: 1 byte shift, varint slope
 * speed     shape 3: varint, the first delta of the steps
 * rest      residuals, see {@link ResidualPacking}
 * </pre>
 *
 * Shapes: 0 level, the residuals are the steps; 1 line, they are what is left of the steps without
 * (slope * i) >> shift; 2 deltas of the steps; 3 deltas of these deltas. All arithmetic is that of
 * 64 bits, where what overflows comes back.
 */
final class IntegerCodec {
  static final int LEVEL = 0;
  static final int LINE = 1;
  static final int DELTA = 2;
  static final int DELTA_OF_DELTA = 3;
  static final int FLAG_FACTOR = 4;
  static final int FLAG_BIAS = 8;

  private static final int FORMS = 16;
  private static final int SHAPE = 3;

  private IntegerCodec() {}

  /** Appends the first {@code count} numbers. */
  static void encode(long[] numbers, int count, ByteWriter out) {
    if (count > 0) {
      IntegerEncoder.encode(numbers, count, out);
    }
  }

  static boolean isDelta(int shape) {
    return shape >= DELTA;
  }

  static int residualCount(int shape, int count) {
    return isDelta(shape) ? count - (shape - LINE) : count;
  }

  /**
   * Reads numbers into the beginning of a target.
   *
   * @param count numbers that were packed
   * @param limit numbers that are wanted, from the first on; with fewer than all the reader is
   *     somewhere afterwards
   * @param target of {@code count} numbers or more; what follows the wanted ones is overwritten
   */
  static void decode(ByteReader in, int count, int limit, long[] target) {
    if (count == 0) {
      return;
    }
    int form = in.readByte();
    int shape = form & SHAPE;
    int residualCount = residualCount(shape, count);
    if (form >= FORMS || residualCount < 0) {
      throw ColumnCodec.corrupt("unknown form " + form);
    }
    int packing = in.readByte();
    long first = in.readVarint();
    long factor = (form & FLAG_FACTOR) == 0 ? 1 : in.readUvarint();
    long bias = (form & FLAG_BIAS) == 0 ? 0 : in.readVarint();
    int shift = shape == LINE ? in.readByte() & (Long.SIZE - 1) : 0;
    long slope = shape == LINE || shape == DELTA_OF_DELTA ? in.readVarint() : 0;
    int residualLimit = Math.min(limit, residualCount);
    ResidualPacking.decode(packing, bias, in, residualCount, residualLimit, target);
    switch (shape) {
      case LEVEL -> scale(target, limit, first, factor);
      case LINE -> addLine(target, limit, first, factor, shift, slope);
      case DELTA -> sum(target, limit, first, factor);
      default -> sumTwice(target, limit, first, factor, slope);
    }
  }

  private static void scale(long[] target, int limit, long first, long factor) {
    for (int i = 0; i < limit; i++) {
      target[i] = first + factor * target[i];
    }
  }

  private static void addLine(
      long[] target, int limit, long first, long factor, int shift, long slope) {
    for (int i = 0; i < limit; i++) {
      target[i] = first + factor * (target[i] + ((slope * i) >> shift));
    }
  }

  private static void sum(long[] target, int limit, long first, long factor) {
    long current = first;
    for (int i = 0; i < limit; i++) {
      long next = target[i];
      target[i] = current;
      current += factor * next;
    }
  }

  private static void sumTwice(long[] target, int limit, long first, long factor, long speed) {
    long current = first;
    long delta = factor * speed;
    for (int i = 0; i < limit; i++) {
      long next = target[i];
      target[i] = current;
      current += delta;
      delta += factor * next;
    }
  }
}
