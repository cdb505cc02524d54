package io.carillon.ingester.block;

import io.carillon.common.bytes.ByteWriter;
import io.carillon.common.column.ColumnFrame;
import io.carillon.common.column.SampleColumn;
import io.carillon.common.column.TimestampCodec;
import io.carillon.common.column.ValueCodec;

/** How columns lie in pages: codec 2, times and values apart. */
final class ColumnPacking {
  private ColumnPacking() {}

  static void packTimes(long[] timestampsMs, ByteWriter out) {
    TimestampCodec.encode(timestampsMs, timestampsMs.length, out);
  }

  static void packValues(SampleColumn column, ByteWriter out) {
    ValueCodec.encode(column, out);
  }

  /** The timestamps of a vector; not to be changed. */
  static long[] unpackTimes(BlockPage page, VectorChunk.Vector vector) {
    requireInside(page, vector.offset(), vector.length());
    return page.timestamps().vector(vector.offset(), vector.length());
  }

  /** A column as it lies in its pages. */
  static ColumnFrame.Split frame(
      BlockPage times, VectorChunk.Vector vector, BlockPage values, SeriesChunk.Place place) {
    requireInside(times, vector.offset(), vector.length());
    requireInside(values, place.offset(), place.length());
    return new ColumnFrame.Split(
        times.timestamps(),
        vector.offset(),
        vector.length(),
        values,
        place.offset(),
        place.length());
  }

  private static void requireInside(BlockPage page, int offset, int length) {
    if (offset < 0 || length < 0 || offset > page.sizeBytes() - length) {
      throw BlockFormat.corrupt("a column lies outside of its page");
    }
  }
}
