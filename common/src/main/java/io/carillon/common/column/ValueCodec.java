package io.carillon.common.column;

import io.carillon.common.bytes.ByteReader;
import io.carillon.common.bytes.ByteWriter;
import io.carillon.common.error.CarillonException;
import io.carillon.common.histogram.HistogramCodec;
import io.carillon.common.histogram.NativeHistogram;
import org.jspecify.annotations.Nullable;

/** Codec 2, values: all of a column but its timestamps and their number. */
public final class ValueCodec {
  private static final int FLAG_HISTOGRAMS = 1;
  private static final int FLAG_STARTS = 2;

  private ValueCodec() {}

  /** Appends values, histograms and start timestamps of a column. */
  public static void encode(SampleColumn column, ByteWriter out) {
    boolean hasHistograms = column.histograms() != null;
    boolean hasStarts = column.startMs() != null;
    out.putByte((hasHistograms ? FLAG_HISTOGRAMS : 0) | (hasStarts ? FLAG_STARTS : 0));
    for (int i = 0; hasStarts && i < column.size(); i++) {
      out.putVarint(column.startMs(i));
    }
    for (int i = 0; i < column.size(); i++) {
      NativeHistogram histogram = column.histogram(i);
      if (hasHistograms) {
        out.putByte(histogram == null ? 0 : 1);
      }
      if (histogram == null) {
        out.putDouble(column.values()[i]);
      } else {
        HistogramCodec.encode(histogram, out);
      }
    }
  }

  /** Whether the column that comes next has floats only, no start timestamps; reads nothing. */
  public static boolean isFloats(ByteReader in) {
    return in.peekByte() == 0;
  }

  /**
   * Unpacks a column.
   *
   * @param timestampsMs its timestamps, which the column keeps; as many as were packed
   * @throws CarillonException with CORRUPTION when the bytes are none
   */
  public static SampleColumn decode(ByteReader in, long[] timestampsMs) {
    int count = timestampsMs.length;
    int flags = in.readByte();
    if (flags > (FLAG_HISTOGRAMS | FLAG_STARTS)) {
      throw ColumnCodec.corrupt("unknown flags " + flags);
    }
    long[] startMs = null;
    if ((flags & FLAG_STARTS) != 0) {
      startMs = new long[count];
      for (int i = 0; i < count; i++) {
        startMs[i] = in.readVarint();
      }
    }
    double[] values = new double[count];
    @Nullable NativeHistogram[] histograms = null;
    if ((flags & FLAG_HISTOGRAMS) != 0) {
      histograms = new NativeHistogram[count];
      for (int i = 0; i < count; i++) {
        if (in.readByte() != 0) {
          histograms[i] = HistogramCodec.decode(in);
        } else {
          values[i] = in.readDouble();
        }
      }
    } else {
      in.readDoubles(values, 0, count);
    }
    return new SampleColumn(timestampsMs, values, histograms, startMs);
  }

  /**
   * Unpacks some values of a column of floats without start timestamps.
   *
   * @param from index of the first
   * @param to index after the last, at most the number of values that were packed
   * @param target written from {@code at} on
   */
  public static void decodeFloatsInto(ByteReader in, int from, int to, double[] target, int at) {
    if (in.readByte() != 0) {
      throw ColumnCodec.corrupt("expected floats only");
    }
    in.skipDoubles(from);
    in.readDoubles(target, at, to - from);
  }
}
