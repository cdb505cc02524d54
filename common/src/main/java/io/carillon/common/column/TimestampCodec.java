package io.carillon.common.column;

import io.carillon.common.bytes.ByteReader;
import io.carillon.common.bytes.ByteWriter;
import io.carillon.common.error.CarillonException;

/** Codec 2, timestamps: a vector packed on its own, so that series can share it. */
public final class TimestampCodec {
  private TimestampCodec() {}

  /** Appends the first {@code count} timestamps, in any order. */
  public static void encode(long[] timestampsMs, int count, ByteWriter out) {
    out.putUvarint(count);
    long previous = 0;
    long previousDelta = 0;
    for (int i = 0; i < count; i++) {
      long delta = timestampsMs[i] - previous;
      out.putVarint(delta - previousDelta);
      previous = timestampsMs[i];
      previousDelta = delta;
    }
  }

  /**
   * Unpacks a vector.
   *
   * @throws CarillonException with CORRUPTION when the bytes are none
   */
  public static long[] decode(ByteReader in) {
    int count = readCount(in);
    long[] timestampsMs = new long[count];
    decodeInto(in, count, timestampsMs, 0);
    return timestampsMs;
  }

  /** Reads how many timestamps there are; {@link #decodeInto} goes on from there. */
  public static int readCount(ByteReader in) {
    return in.readCount(1);
  }

  /** Unpacks a vector whose count has been read. */
  public static void decodeInto(ByteReader in, int count, long[] target, int at) {
    long previous = 0;
    long delta = 0;
    for (int i = 0; i < count; i++) {
      delta += in.readVarint();
      previous += delta;
      target[at + i] = previous;
    }
  }
}
