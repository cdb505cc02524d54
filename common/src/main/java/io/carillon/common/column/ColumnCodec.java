package io.carillon.common.column;

import io.carillon.common.bytes.ByteReader;
import io.carillon.common.bytes.ByteWriter;
import io.carillon.common.error.CarillonException;
import io.carillon.common.error.ErrorCode;
import io.carillon.common.histogram.HistogramCodec;
import io.carillon.common.histogram.NativeHistogram;

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

  /** Number of the codec of pages, {@link TimestampCodec} and {@link ValueCodec}. */
  public static final int PAGED = 2;

  static final int FLAG_HISTOGRAMS = 1;
  static final int FLAG_STARTS = 2;

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
   * The column packed by a codec, in one piece.
   *
   * @param codecId {@link #PLAIN} or {@link #PAGED}
   */
  public static byte[] encode(int codecId, SampleColumn column) {
    return switch (codecId) {
      case PLAIN -> encode(column);
      case PAGED -> encodePaged(column);
      default -> throw new IllegalArgumentException("expected a known codec, got " + codecId);
    };
  }

  private static byte[] encodePaged(SampleColumn column) {
    ByteWriter timestamps = new ByteWriter(64);
    TimestampCodec.encode(column.timestampsMs(), column.size(), timestamps);
    ByteWriter out = new ByteWriter(64 + 2 * column.size()).putUvarint(timestamps.size());
    ValueCodec.encode(column, out.putBytes(timestamps.array(), 0, timestamps.size()));
    return out.toByteArray();
  }

  /**
   * Unpacks a column.
   *
   * @throws CarillonException with CORRUPTION for an unknown codec or bytes that are no column
   */
  public static SampleColumn decode(int codecId, byte[] bytes) {
    return new ColumnFrame.Packed(codecId, bytes).column();
  }

  /** Unpacks a column from within other data. */
  public static SampleColumn decode(int codecId, ByteReader in) {
    return ColumnDecoder.of(codecId, in).column();
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

  static CarillonException corrupt(String reason) {
    return new CarillonException(ErrorCode.CORRUPTION, "column: " + reason);
  }
}
