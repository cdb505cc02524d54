package io.carillon.common.column;

import io.carillon.common.bytes.ByteWriter;

/** Columns packed in all ways. */
public final class TestingFrames {
  /** Number of ways. */
  public static final int WAYS = 3;

  private TestingFrames() {}

  /** A column packed in one of the ways. */
  public static ColumnFrame.Compact packed(int way, SampleColumn column) {
    return switch (way) {
      case 0 -> packedAs(ColumnCodec.PLAIN, column);
      case 1 -> packedAs(ColumnCodec.PAGED, column);
      default -> split(column);
    };
  }

  /** A column packed in one piece. */
  static ColumnFrame.Packed packedAs(int codecId, SampleColumn column) {
    return new ColumnFrame.Packed(codecId, ColumnCodec.encode(codecId, column));
  }

  /** A column somewhere within two pages. */
  static ColumnFrame.Split split(SampleColumn column) {
    int before = column.size() % 9;
    ByteWriter times = new ByteWriter(99).putBytes(new byte[before]);
    TimestampCodec.encode(column.timestampsMs(), column.size(), times);
    int timesLength = times.size() - before;
    ByteWriter values = new ByteWriter(99).putBytes(new byte[before]);
    ValueCodec.encode(column, values);
    int valuesLength = values.size() - before;
    return new ColumnFrame.Split(
        new TimestampPage(times.putLong(-1)::toByteArray),
        before,
        timesLength,
        values.putLong(-1)::toByteArray,
        before,
        valuesLength);
  }
}
