package io.carillon.ingester.block;

import io.carillon.common.bytes.ByteReader;
import io.carillon.common.bytes.ByteWriter;
import java.util.Arrays;

/**
 * The labels of a series as numbers of names and values, written as what differs from the series
 * before. Holds one series at a time. One thread.
 *
 * <pre>
 * row   uvarint 2 * leading labels that are as before + 1 if all names are as before
 *       names as before: varint difference of the value for each further label
 *       else: uvarint number of further labels, {uvarint name, uvarint value}*
 * </pre>
 */
final class LabelRow {
  private int[] names = new int[16];
  private int[] values = new int[16];
  private int size;

  int size() {
    return size;
  }

  int name(int i) {
    return names[i];
  }

  int value(int i) {
    return values[i];
  }

  /** Forgets everything: the next row is written whole. */
  void clear() {
    size = 0;
  }

  /** Forgets the labels; they are then put again, one by one. */
  LabelRow start(int newSize) {
    if (newSize > names.length) {
      names = Arrays.copyOf(names, 2 * newSize);
      values = Arrays.copyOf(values, 2 * newSize);
    }
    size = newSize;
    return this;
  }

  void set(int i, int name, int value) {
    names[i] = name;
    values[i] = value;
  }

  /** Takes over what another row holds. */
  void copy(LabelRow other) {
    start(other.size);
    System.arraycopy(other.names, 0, names, 0, size);
    System.arraycopy(other.values, 0, values, 0, size);
  }

  /** Writes this row. */
  void write(LabelRow before, ByteWriter out) {
    int most = Math.min(size, before.size);
    int shared = 0;
    while (shared < most
        && names[shared] == before.names[shared]
        && values[shared] == before.values[shared]) {
      shared++;
    }
    boolean sameNames =
        size == before.size && Arrays.equals(names, shared, size, before.names, shared, size);
    out.putUvarint(2L * shared + (sameNames ? 1 : 0));
    if (!sameNames) {
      out.putUvarint(size - shared);
    }
    for (int i = shared; i < size; i++) {
      if (sameNames) {
        out.putVarint((long) values[i] - before.values[i]);
      } else {
        out.putUvarint(names[i]).putUvarint(values[i]);
      }
    }
  }

  /** Reads the row that follows the one that this holds. */
  void readNext(ByteReader in) {
    long head = in.readUvarint();
    long shared = head >>> 1;
    if (shared > size) {
      throw BlockFormat.corrupt("a series shares more labels than there are");
    }
    int from = (int) shared;
    if ((head & 1) != 0) {
      for (int i = from; i < size; i++) {
        values[i] = toInt(values[i] + in.readVarint());
      }
      return;
    }
    start(from + in.readCount(2));
    for (int i = from; i < size; i++) {
      set(i, PartRef.readInt(in), PartRef.readInt(in));
    }
  }

  private static int toInt(long number) {
    if (number < 0 || number > Integer.MAX_VALUE) {
      throw BlockFormat.corrupt("number " + number + " of a label value is impossible");
    }
    return (int) number;
  }
}
