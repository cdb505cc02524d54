package io.carillon.common.bytes;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Appends primitive values, little endian, to a growing array. Not thread-safe. */
public final class ByteWriter {
  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  private byte[] buffer;
  private int size;

  public ByteWriter(int initialSizeBytes) {
    buffer = new byte[Math.max(16, initialSizeBytes)];
  }

  public ByteWriter putByte(int value) {
    ensure(1);
    buffer[size++] = (byte) value;
    return this;
  }

  public ByteWriter putInt(int value) {
    ensure(4);
    for (int shift = 0; shift < 32; shift += 8) {
      buffer[size++] = (byte) (value >>> shift);
    }
    return this;
  }

  public ByteWriter putLong(long value) {
    return putLittleEndian(value, Long.BYTES);
  }

  /** The lowest bytes of a value, lowest first; from 1 to 8 of them. */
  public ByteWriter putLittleEndian(long value, int byteCount) {
    ensure(Long.BYTES);
    LONG.set(buffer, size, value);
    size += byteCount;
    return this;
  }

  /** The raw bits: NaN payloads stay as they are. */
  public ByteWriter putDouble(double value) {
    return putLong(Double.doubleToRawLongBits(value));
  }

  /** Unsigned variable-length integer, seven bits a byte, lowest first. */
  public ByteWriter putUvarint(long value) {
    ensure(10);
    long rest = value;
    while ((rest & ~0x7fL) != 0) {
      buffer[size++] = (byte) (rest | 0x80);
      rest >>>= 7;
    }
    buffer[size++] = (byte) rest;
    return this;
  }

  /** Signed variable-length integer in zigzag form. */
  public ByteWriter putVarint(long value) {
    return putUvarint((value << 1) ^ (value >> 63));
  }

  public ByteWriter putBytes(byte[] bytes) {
    return putBytes(bytes, 0, bytes.length);
  }

  public ByteWriter putBytes(byte[] bytes, int offset, int length) {
    ensure(length);
    System.arraycopy(bytes, offset, buffer, size, length);
    size += length;
    return this;
  }

  /** Length as uvarint, then the UTF-8 bytes. */
  public ByteWriter putString(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    return putUvarint(bytes.length).putBytes(bytes);
  }

  /** Overwrites four bytes that were written before. */
  public void setInt(int position, int value) {
    for (int i = 0; i < 4; i++) {
      buffer[position + i] = (byte) (value >>> (8 * i));
    }
  }

  public int size() {
    return size;
  }

  /** The array behind the writer; valid up to {@link #size} until the next put. */
  public byte[] array() {
    return buffer;
  }

  public byte[] toByteArray() {
    return Arrays.copyOf(buffer, size);
  }

  /** Forgets the content and keeps the array. */
  public void clear() {
    size = 0;
  }

  private void ensure(int more) {
    if (more > buffer.length - size) {
      buffer = Arrays.copyOf(buffer, Math.max(Math.addExact(size, more), buffer.length * 2));
    }
  }
}
