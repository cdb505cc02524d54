package io.carillon.ingester.block;

import io.carillon.common.bytes.ByteReader;
import io.carillon.common.bytes.ByteWriter;
import io.carillon.common.column.ColumnCodec;
import io.carillon.common.column.ColumnFrame;
import io.carillon.common.column.SampleColumn;

/** How columns lie in pages: times and values apart. */
final class ColumnPacking {
  private ColumnPacking() {}

  static void packTimes(long[] timestampsMs, ByteWriter out) {
    long previous = 0;
    long previousDelta = 0;
    for (long timestampMs : timestampsMs) {
      long delta = timestampMs - previous;
      out.putVarint(delta - previousDelta);
      previous = timestampMs;
      previousDelta = delta;
    }
  }

  static long[] unpackTimes(BlockPage page, VectorChunk.Vector vector) {
    ByteReader in = new ByteReader(page.bytes(), vector.offset(), vector.length());
    long[] timestampsMs = new long[vector.count()];
    long previous = 0;
    long delta = 0;
    for (int i = 0; i < timestampsMs.length; i++) {
      delta += in.readVarint();
      previous += delta;
      timestampsMs[i] = previous;
    }
    return timestampsMs;
  }

  static void packValues(SampleColumn column, ByteWriter out) {
    ColumnCodec.encode(column, out);
  }

  /** A column as it lies in its pages. */
  static ColumnFrame.Packed frame(
      BlockPage times, VectorChunk.Vector vector, BlockPage values, SeriesChunk.Place place) {
    requireInside(times, vector.offset(), vector.length());
    requireInside(values, place.offset(), place.length());
    return new ColumnFrame.Packed(ColumnCodec.PLAIN, values, place.offset(), place.length());
  }

  private static void requireInside(BlockPage page, int offset, int length) {
    if (offset < 0 || length < 0 || offset > page.sizeBytes() - length) {
      throw BlockFormat.corrupt("a column lies outside of its page");
    }
  }
}
