package io.carillon.common.column;

import io.carillon.common.bytes.ByteReader;
import io.carillon.common.bytes.ByteWriter;
import io.carillon.common.error.CarillonException;
import io.carillon.common.error.ErrorCode;
import io.carillon.common.histogram.HistogramCodec;
import io.carillon.common.histogram.NativeHistogram;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Codec 1: a column packed plainly and without loss.
 *
 * <pre>
 * flags       1 byte   1 has histograms, 2 has start timestamps
 * count       uvarint
 * timestamps  count varints: deltas of deltas, from time 0 and delta 0
 * starts      with flag 2: count times {1 byte: 0 unknown, 1 known; varint timestamp minus start}
 * samples     without flag 1: count times 8 bytes of raw float bits
 *             with flag 1: count times {1 byte kind: 0 float, 1 histogram; 8 bytes | histogram}
 * </pre>
 */
public final class ColumnCodec {
  /** Number of this codec on wire and disk. */
  public static final int PLAIN = 1;

  private static final int FLAG_HISTOGRAMS = 1;
  private static final int FLAG_STARTS = 2;

  private ColumnCodec() {}

  /** Appends the packed column. */
  public static void encode(SampleColumn column, ByteWriter out) {
    boolean hasHistograms = column.histograms() != null;
    boolean hasStarts = column.startMs() != null;
    out.putByte((hasHistograms ? FLAG_HISTOGRAMS : 0) | (hasStarts ? FLAG_STARTS : 0));
    out.putUvarint(column.size());
    encodeTimestamps(column.timestampsMs(), out);
    if (hasStarts) {
      encodeStarts(column, out);
    }
    for (int i = 0; i < column.size(); i++) {
      encodeSample(column, i, hasHistograms, out);
    }
  }

  /** The packed column as bytes of its own. */
  public static byte[] encode(SampleColumn column) {
    ByteWriter out = new ByteWriter(16 + column.size() * 10);
    encode(column, out);
    return out.toByteArray();
  }

  /**
   * Unpacks a column.
   *
   * @throws CarillonException with CORRUPTION for an unknown codec or bytes that are no column
   */
  public static SampleColumn decode(int codecId, byte[] bytes) {
    ByteReader in = new ByteReader(bytes);
    SampleColumn column = decode(codecId, in);
    if (in.remaining() != 0) {
      throw corrupt(in.remaining() + " bytes after its end");
    }
    return column;
  }

  /** Unpacks a column from within other data. */
  public static SampleColumn decode(int codecId, ByteReader in) {
    if (codecId != PLAIN) {
      throw corrupt(String.format(Locale.ROOT, "expected codec %d, got %d", PLAIN, codecId));
    }
    int flags = in.readByte();
    if (flags > (FLAG_HISTOGRAMS | FLAG_STARTS)) {
      throw corrupt("unknown flags " + flags);
    }
    int count = in.readCount(2);
    long[] timestampsMs = decodeTimestamps(count, in);
    long[] startMs = (flags & FLAG_STARTS) != 0 ? decodeStarts(timestampsMs, in) : null;
    double[] values = new double[count];
    @Nullable NativeHistogram[] histograms =
        (flags & FLAG_HISTOGRAMS) != 0 ? new NativeHistogram[count] : null;
    for (int i = 0; i < count; i++) {
      if (histograms != null && readFlag(in)) {
        histograms[i] = HistogramCodec.decode(in);
      } else {
        values[i] = in.readDouble();
      }
    }
    return new SampleColumn(timestampsMs, values, histograms, startMs);
  }

  private static void encodeSample(
      SampleColumn column, int i, boolean hasHistograms, ByteWriter out) {
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

  private static void encodeTimestamps(long[] timestampsMs, ByteWriter out) {
    long previous = 0;
    long previousDelta = 0;
    for (long timestampMs : timestampsMs) {
      long delta = timestampMs - previous;
      out.putVarint(delta - previousDelta);
      previous = timestampMs;
      previousDelta = delta;
    }
  }

  private static long[] decodeTimestamps(int count, ByteReader in) {
    long[] timestampsMs = new long[count];
    long previous = 0;
    long delta = 0;
    for (int i = 0; i < count; i++) {
      delta += in.readVarint();
      previous += delta;
      timestampsMs[i] = previous;
    }
    return timestampsMs;
  }

  private static void encodeStarts(SampleColumn column, ByteWriter out) {
    for (int i = 0; i < column.size(); i++) {
      long startMs = column.startMs(i);
      if (startMs == 0) {
        out.putByte(0);
      } else {
        out.putByte(1).putVarint(column.timestampsMs()[i] - startMs);
      }
    }
  }

  private static long[] decodeStarts(long[] timestampsMs, ByteReader in) {
    long[] startMs = new long[timestampsMs.length];
    for (int i = 0; i < startMs.length; i++) {
      if (readFlag(in)) {
        startMs[i] = timestampsMs[i] - in.readVarint();
      }
    }
    return startMs;
  }

  private static boolean readFlag(ByteReader in) {
    int flag = in.readByte();
    if (flag > 1) {
      throw corrupt(String.format(Locale.ROOT, "expected a byte of 0 or 1, got %d", flag));
    }
    return flag == 1;
  }

  private static CarillonException corrupt(String reason) {
    return new CarillonException(ErrorCode.CORRUPTION, "column: " + reason);
  }
}
