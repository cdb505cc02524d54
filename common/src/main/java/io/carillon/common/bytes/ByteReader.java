package io.carillon.common.bytes;

import io.carillon.common.error.CarillonException;
import io.carillon.common.error.ErrorCode;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/**
 * Reads what {@link ByteWriter} wrote. Every read beyond the end or of an impossible length fails
 * with CORRUPTION, so that a length is never believed before it is checked. Not thread-safe.
 */
public final class ByteReader {
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

  public int readInt() {
    require(4);
    int value = 0;
    for (int shift = 0; shift < 32; shift += 8) {
      value |= (buffer[position++] & 0xff) << shift;
    }
    return value;
  }

  public long readLong() {
    require(8);
    long value = 0;
    for (int shift = 0; shift < 64; shift += 8) {
      value |= (buffer[position++] & 0xffL) << shift;
    }
    return value;
  }

  public double readDouble() {
    return Double.longBitsToDouble(readLong());
  }

  public long readUvarint() {
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

  public int position() {
    return position;
  }

  public int remaining() {
    return end - position;
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
