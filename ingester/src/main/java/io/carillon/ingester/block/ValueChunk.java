package io.carillon.ingester.block;

import io.carillon.common.bytes.ByteReader;
import io.carillon.common.bytes.ByteWriter;
import io.carillon.common.labels.Utf8Order;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Some of the sorted values of a label. Immutable.
 *
 * <p>Each value is {uvarint bytes that are as in the value before, uvarint further bytes, bytes}.
 */
final class ValueChunk implements CachedPart {
  /** Packs values that come in order. One thread. */
  static final class Encoder {
    private final ByteWriter out = new ByteWriter(4096);
    private byte[] previous = new byte[0];
    private int size;

    void add(String value) {
      byte[] bytes = value.getBytes(StandardCharsets.UTF_8);
      int mismatch = Arrays.mismatch(previous, bytes);
      int shared = mismatch < 0 ? bytes.length : mismatch;
      out.putUvarint(shared).putUvarint(bytes.length - shared);
      out.putBytes(bytes, shared, bytes.length - shared);
      previous = bytes;
      size++;
    }

    int size() {
      return size;
    }

    ByteWriter bytes() {
      return out;
    }
  }

  private final String[] values;
  private final long sizeBytes;

  private ValueChunk(String[] values, long sizeBytes) {
    this.values = values;
    this.sizeBytes = sizeBytes;
  }

  /**
   * Unpacks a chunk.
   *
   * @throws io.carillon.common.error.CarillonException with CORRUPTION when the bytes are none
   */
  static ValueChunk decode(ByteReader in, int count, StringPool strings) {
    String[] values = new String[count];
    byte[] text = new byte[256];
    int length = 0;
    long sizeBytes = 0;
    for (int i = 0; i < count; i++) {
      long shared = in.readUvarint();
      int added = in.readCount(1);
      if (shared < 0 || shared > length) {
        throw BlockFormat.corrupt("a label value shares more than there is");
      }
      length = Math.addExact((int) shared, added);
      if (length > text.length) {
        text = Arrays.copyOf(text, Math.max(length, 2 * text.length));
      }
      System.arraycopy(in.readBytes(added), 0, text, (int) shared, added);
      values[i] = strings.canonical(new String(text, 0, length, StandardCharsets.UTF_8));
      sizeBytes += length + 60L;
    }
    return new ValueChunk(values, sizeBytes);
  }

  int size() {
    return values.length;
  }

  String value(int i) {
    return values[i];
  }

  /** Index of a value; negative when it is not there. */
  int find(String value) {
    return Arrays.binarySearch(values, value, Utf8Order::compare);
  }

  @Override
  public long sizeBytes() {
    return sizeBytes;
  }
}
