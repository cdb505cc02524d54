package io.carillon.common.column;

import io.carillon.common.bytes.ByteReader;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;

/** Unpacks what {@link BitPacker} packed. */
final class BitUnpacker {
  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  /** Bits of a window that are surely there, wherever in a byte it begins. */
  private static final int WINDOW_BITS = 57;

  private BitUnpacker() {}

  /**
   * Reads numbers of so many bits each into the beginning of the target.
   *
   * @param count numbers that were packed
   * @param limit numbers that are wanted
   */
  static void fixed(ByteReader in, int count, int limit, int width, long[] target) {
    long lengthBytes = ((long) count * width + Byte.SIZE - 1) / Byte.SIZE;
    if (lengthBytes > in.remaining()) {
      throw cutOff();
    }
    byte[] bytes = in.array();
    int from = in.position();
    in.skip((int) lengthBytes);
    if (width == 0) {
      Arrays.fill(target, 0, limit, 0);
    } else if (width <= WINDOW_BITS) {
      narrow(bytes, from, limit, width, target);
    } else {
      wide(bytes, from, limit, width, target);
    }
  }

  private static void narrow(byte[] bytes, int from, int count, int width, long[] target) {
    long mask = (1L << width) - 1;
    // So many windows of eight bytes end within the array.
    long whole = (bytes.length - from - 8L) * Byte.SIZE / width;
    int fast = Math.clamp(whole, 0, count);
    long position = 0;
    for (int i = 0; i < fast; i++) {
      long window = (long) LONG.get(bytes, from + (int) (position >>> 3));
      target[i] = (window >>> (position & 7)) & mask;
      position += width;
    }
    for (int i = fast; i < count; i++) {
      target[i] = window(bytes, from, position) & mask;
      position += width;
    }
  }

  private static void wide(byte[] bytes, int from, int count, int width, long[] target) {
    long highMask = (1L << (width - Integer.SIZE)) - 1;
    long position = 0;
    for (int i = 0; i < count; i++) {
      long low = window(bytes, from, position) & 0xffffffffL;
      long high = window(bytes, from, position + Integer.SIZE) & highMask;
      target[i] = low | high << Integer.SIZE;
      position += width;
    }
  }

  /**
   * Reads Rice codes into the beginning of the target.
   *
   * @param limit numbers that are wanted; the reader stands behind them afterwards
   */
  static void rice(ByteReader in, int limit, int lowBits, long[] target) {
    byte[] bytes = in.array();
    int from = in.position();
    long end = in.remaining() * 8L;
    long lowMask = (1L << lowBits) - 1;
    long position = 0;
    long window = 0;
    int valid = 0;
    for (int i = 0; i < limit; i++) {
      int ones = Long.numberOfTrailingZeros(~window);
      if (ones + 1 + lowBits > valid) {
        if (position >= end) {
          throw cutOff();
        }
        window = window(bytes, from, position);
        valid = WINDOW_BITS;
        ones = Long.numberOfTrailingZeros(~window);
      }
      if (ones < BitPacker.ESCAPE) {
        int length = ones + 1 + lowBits;
        target[i] = ((long) ones << lowBits) | ((window >>> (ones + 1)) & lowMask);
        window >>>= length;
        valid -= length;
        position += length;
      } else {
        target[i] = escaped(bytes, from, position + BitPacker.ESCAPE);
        position += BitPacker.ESCAPE + Long.SIZE;
        valid = 0;
      }
    }
    if (position > end) {
      throw cutOff();
    }
    in.skip((int) ((position + Byte.SIZE - 1) / Byte.SIZE));
  }

  private static long escaped(byte[] bytes, int from, long position) {
    long low = window(bytes, from, position) & 0xffffffffL;
    return low | window(bytes, from, position + Integer.SIZE) << Integer.SIZE;
  }

  /** {@link #WINDOW_BITS} bits or more from a position on; zeros beyond the end of the array. */
  static long window(byte[] bytes, int from, long position) {
    int at = from + (int) (position >>> 3);
    if (at <= bytes.length - Long.BYTES) {
      return (long) LONG.get(bytes, at) >>> (position & 7);
    }
    long window = 0;
    for (int i = at; i < bytes.length; i++) {
      window |= (bytes[i] & 0xffL) << (Byte.SIZE * (i - at));
    }
    return window >>> (position & 7);
  }

  static RuntimeException cutOff() {
    return ColumnCodec.corrupt("packed numbers are cut off");
  }
}
