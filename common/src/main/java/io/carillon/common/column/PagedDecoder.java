package io.carillon.common.column;

import io.carillon.common.bytes.ByteReader;
import java.util.Arrays;

/** Unpacks codec 2: opened first, then perhaps trimmed, then read once, by one thread. */
final class PagedDecoder implements ColumnSource.Packed {
  private final long[] timestampsMs;
  private final ByteReader values;
  private final boolean isPlain;
  private int from;
  private int to;

  private PagedDecoder(long[] timestampsMs, ByteReader values) {
    this.timestampsMs = timestampsMs;
    this.values = values;
    isPlain = ValueCodec.isFloats(values);
    to = timestampsMs.length;
  }

  static PagedDecoder of(ColumnFrame.Split split) {
    return new PagedDecoder(
        split.timestampPage().vector(split.timestampOffset(), split.timestampLength()),
        new ByteReader(split.valuePage().bytes(), split.valueOffset(), split.valueLength()));
  }

  /** Opens a frame in one piece. */
  static PagedDecoder of(ByteReader in) {
    int timestampLength = in.readCount(1);
    int end = in.position() + timestampLength;
    long[] timestampsMs = TimestampCodec.decode(in);
    if (in.position() != end) {
      throw ColumnCodec.corrupt("its timestamps have another length than it says");
    }
    return new PagedDecoder(timestampsMs, in);
  }

  @Override
  public PagedDecoder trim(long minMs, long maxMs) {
    from = SampleColumn.firstAtOrAfter(timestampsMs, minMs);
    int end =
        maxMs == Long.MAX_VALUE
            ? timestampsMs.length
            : SampleColumn.firstAtOrAfter(timestampsMs, maxMs + 1);
    to = Math.max(from, end);
    return this;
  }

  @Override
  public int size() {
    return to - from;
  }

  @Override
  public boolean isPlain() {
    return isPlain;
  }

  @Override
  public void plainInto(long[] outTimestampsMs, double[] outValues, int at) {
    System.arraycopy(timestampsMs, from, outTimestampsMs, at, size());
    decodeFloats(outValues, at);
  }

  @Override
  public SampleColumn column() {
    boolean isWhole = size() == timestampsMs.length;
    if (isPlain) {
      double[] outValues = new double[size()];
      decodeFloats(outValues, 0);
      long[] times = isWhole ? timestampsMs : Arrays.copyOfRange(timestampsMs, from, to);
      return SampleColumn.floats(times, outValues);
    }
    SampleColumn all = ValueCodec.decode(values, timestampsMs);
    requireEnd();
    return isWhole ? all : all.copyOfRange(from, to);
  }

  private void decodeFloats(double[] target, int at) {
    ValueCodec.decodeFloatsInto(values, timestampsMs.length, from, to, target, at);
    if (to == timestampsMs.length) {
      requireEnd();
    }
  }

  private void requireEnd() {
    if (values.remaining() != 0) {
      throw ColumnCodec.corrupt(values.remaining() + " bytes after its end");
    }
  }
}
