package io.carillon.ingester.block;

import io.carillon.common.bytes.ByteReader;
import io.carillon.common.bytes.ByteWriter;

/** Where a part of the index is, as one number: the index page and the offset in it. */
final class PartRef {
  private PartRef() {}

  static long of(int page, int offset) {
    return (long) page << Integer.SIZE | offset;
  }

  /** Number of the index page. */
  static int page(long ref) {
    return (int) (ref >>> Integer.SIZE);
  }

  /** Offset in the unpacked page. */
  static int offset(long ref) {
    return (int) ref;
  }

  static void put(long ref, ByteWriter out) {
    out.putUvarint(page(ref)).putUvarint(offset(ref));
  }

  static long read(ByteReader in) {
    return of(readInt(in), readInt(in));
  }

  static void putAll(long[] refs, ByteWriter out) {
    out.putUvarint(refs.length);
    for (long ref : refs) {
      put(ref, out);
    }
  }

  static long[] readAll(ByteReader in) {
    long[] refs = new long[in.readCount(2)];
    for (int i = 0; i < refs.length; i++) {
      refs[i] = read(in);
    }
    return refs;
  }

  /** A number that must fit into an int. */
  static int readInt(ByteReader in) {
    long value = in.readUvarint();
    if (value < 0 || value > Integer.MAX_VALUE) {
      throw BlockFormat.corrupt("number " + value + " of the index is too large");
    }
    return (int) value;
  }
}
