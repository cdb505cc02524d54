package io.carillon.common.bytes;

import io.carillon.common.error.CarillonException;
import io.carillon.common.error.ErrorCode;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/**
 * Reads what {@link ByteWriter} wrote. Every read beyond the end or of an impossible length fails
 * with CORRUPTION, so that a length is never believed before it is checked. Not thread-safe.
 */
public final class ByteReader {
  private static final VarHandle INT =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  private final byte[] buffer;
  private final int end;
  private int position;

  public ByteReader(byte[] buffer) {
    this(buffer, 0, buffer.length);
  }

  public ByteReader(byte[] buffer, int offset, int length) {
    this.buffer = buffer;
    this.position = offset;
    this.end = offset + length;
  }

  public int readByte() {
    require(1);
    return buffer[position++] & 0xff;
  }

  /** The byte that comes next, which stays there. */
  public int peekByte() {
    require(1);
    return buffer[position] & 0xff;
  }

  public int readInt() {
    require(4);
    int value = (int) INT.get(buffer, position);
    position += 4;
    return value;
  }

  public long readLong() {
    require(8);
    long value = (long) LONG.get(buffer, position);
    position += 8;
    return value;
  }

  /** A value of 1 to 8 bytes, lowest first. */
  public long readLittleEndian(int byteCount) {
    if (remaining() >= Long.BYTES) {
      long value = (long) LONG.get(buffer, position);
      position += byteCount;
      return byteCount == Long.BYTES ? value : value & ((1L << (byteCount << 3)) - 1);
    }
    require(byteCount);
    long value = 0;
    for (int i = 0; i < byteCount; i++) {
      value |= (buffer[position++] & 0xffL) << (i << 3);
    }
    return value;
  }

  public double readDouble() {
    return Double.longBitsToDouble(readLong());
  }

  /** Fills a part of an array; raw bits, so that NaN payloads stay as they are. */
  public void readDoubles(double[] target, int from, int count) {
    requireDoubles(count);
    ByteBuffer.wrap(buffer, position, count * Double.BYTES)
        .order(ByteOrder.LITTLE_ENDIAN)
        .asDoubleBuffer()
        .get(target, from, count);
    position += count * Double.BYTES;
  }

  /** Skips numbers of eight bytes. */
  public void skipDoubles(int count) {
    requireDoubles(count);
    position += count * Double.BYTES;
  }

  /** Skips the zero bytes that come next. Gives how many they were, at most {@code limit}. */
  public int skipZeros(int limit) {
    int from = position;
    int last = position + Math.min(limit, remaining());
    while (position <= last - Long.BYTES && (long) LONG.get(buffer, position) == 0) {
      position += Long.BYTES;
    }
    while (position < last && buffer[position] == 0) {
      position++;
    }
    return position - from;
  }

  public long readUvarint() {
    if (position < end && buffer[position] >= 0) {
      return buffer[position++];
    }
    return readLongUvarint();
  }

  private long readLongUvarint() {
    long value = 0;
    for (int shift = 0; shift < 64; shift += 7) {
      int b = readByte();
      value |= (b & 0x7fL) << shift;
      if (b < 0x80) {
        return value;
      }
    }
    throw corrupt("variable-length integer of more than 10 bytes");
  }

  public long readVarint() {
    long value = readUvarint();
    return (value >>> 1) ^ -(value & 1);
  }

  /**
   * A count of items that follow, each of at least {@code minItemBytes}; a count that cannot fit
   * into the rest fails before anything is allocated for it.
   */
  public int readCount(int minItemBytes) {
    long count = readUvarint();
    if (count < 0 || count > remaining() / Math.max(1, minItemBytes)) {
      throw corrupt(
          String.format(Locale.ROOT, "count %d does not fit into %d bytes", count, remaining()));
    }
    return (int) count;
  }

  public byte[] readBytes(int length) {
    require(length);
    byte[] bytes = new byte[length];
    System.arraycopy(buffer, position, bytes, 0, length);
    position += length;
    return bytes;
  }

  public String readString() {
    int length = readCount(1);
    String text = new String(buffer, position, length, StandardCharsets.UTF_8);
    position += length;
    return text;
  }

  /** Skips bytes. */
  public void skip(int length) {
    require(length);
    position += length;
  }

  /**
   * The array behind the reader, not to be changed; what is not read yet begins at the position.
   */
  public byte[] array() {
    return buffer;
  }

  public int position() {
    return position;
  }

  public int remaining() {
    return end - position;
  }

  private void requireDoubles(int count) {
    if (count < 0 || count > remaining() / Double.BYTES) {
      throw corrupt(
          String.format(Locale.ROOT, "expected %d numbers in %d bytes", count, remaining()));
    }
  }

  private void require(int length) {
    if (length < 0 || length > remaining()) {
      throw corrupt(
          String.format(Locale.ROOT, "expected %d more bytes, found %d", length, remaining()));
    }
  }

  private CarillonException corrupt(String reason) {
    return new CarillonException(ErrorCode.CORRUPTION, reason + " at byte " + position);
  }
}
