package io.carillon.common.histogram;

import io.carillon.common.bytes.ByteReader;
import io.carillon.common.bytes.ByteWriter;
import io.carillon.common.error.CarillonException;
import io.carillon.common.error.ErrorCode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * The canonical encoding of a histogram, in log, files and contracts. The same histogram always
 * gives the same bytes: they decide between two histograms at one timestamp.
 *
 * <pre>
 * kind            1 byte   1 integer, 2 float
 * reset hint      1 byte   see {@link CounterResetHint}
 * schema          varint
 * zero threshold  8 bytes
 * zero count      uvarint | 8 bytes
 * count           uvarint | 8 bytes
 * sum             8 bytes
 * positive, then negative: uvarint number of spans, each {varint offset, uvarint length};
 *                 uvarint number of buckets, each varint delta | 8 bytes
 * custom values   uvarint number, each 8 bytes
 * </pre>
 */
public final class HistogramCodec {
  private static final int KIND_INTEGER = 1;
  private static final int KIND_FLOAT = 2;

  private HistogramCodec() {}

  /** Appends the encoding. */
  public static void encode(NativeHistogram histogram, ByteWriter out) {
    switch (histogram) {
      case IntegerHistogram h -> encodeInteger(h, out);
      case FloatHistogram h -> encodeFloat(h, out);
    }
    out.putUvarint(histogram.customValues().length);
    for (double bound : histogram.customValues()) {
      out.putDouble(bound);
    }
  }

  /** The encoding as bytes of its own. */
  public static byte[] encode(NativeHistogram histogram) {
    ByteWriter out = new ByteWriter(128);
    encode(histogram, out);
    return out.toByteArray();
  }

  /**
   * Reads one histogram.
   *
   * @throws CarillonException with CORRUPTION when the bytes are none
   */
  public static NativeHistogram decode(ByteReader in) {
    int kind = in.readByte();
    int hint = in.readByte();
    if ((kind != KIND_INTEGER && kind != KIND_FLOAT) || hint > 3) {
      throw corrupt(
          String.format(
              Locale.ROOT, "expected kind 1 or 2 and hint 0 to 3, got %d and %d", kind, hint));
    }
    CounterResetHint resetHint = CounterResetHint.of(hint);
    int schema = readInt(in);
    double zeroThreshold = in.readDouble();
    return kind == KIND_INTEGER
        ? decodeInteger(resetHint, schema, zeroThreshold, in)
        : decodeFloat(resetHint, schema, zeroThreshold, in);
  }

  private static void encodeInteger(IntegerHistogram h, ByteWriter out) {
    encodeHead(KIND_INTEGER, h, out);
    out.putUvarint(h.zeroCount()).putUvarint(h.count()).putDouble(h.sum());
    encodeSpans(h.positiveSpans(), out);
    encodeDeltas(h.positiveDeltas(), out);
    encodeSpans(h.negativeSpans(), out);
    encodeDeltas(h.negativeDeltas(), out);
  }

  private static void encodeFloat(FloatHistogram h, ByteWriter out) {
    encodeHead(KIND_FLOAT, h, out);
    out.putDouble(h.zeroCount()).putDouble(h.count()).putDouble(h.sum());
    encodeSpans(h.positiveSpans(), out);
    encodeDoubles(h.positiveCounts(), out);
    encodeSpans(h.negativeSpans(), out);
    encodeDoubles(h.negativeCounts(), out);
  }

  private static void encodeHead(int kind, NativeHistogram h, ByteWriter out) {
    out.putByte(kind).putByte(h.resetHint().number());
    out.putVarint(h.schema()).putDouble(h.zeroThreshold());
  }

  private static void encodeSpans(List<BucketSpan> spans, ByteWriter out) {
    out.putUvarint(spans.size());
    for (BucketSpan span : spans) {
      out.putVarint(span.offset()).putUvarint(span.length());
    }
  }

  private static void encodeDeltas(long[] deltas, ByteWriter out) {
    out.putUvarint(deltas.length);
    for (long delta : deltas) {
      out.putVarint(delta);
    }
  }

  private static void encodeDoubles(double[] values, ByteWriter out) {
    out.putUvarint(values.length);
    for (double value : values) {
      out.putDouble(value);
    }
  }

  private static NativeHistogram decodeInteger(
      CounterResetHint hint, int schema, double zeroThreshold, ByteReader in) {
    return new IntegerHistogram(
        hint,
        schema,
        zeroThreshold,
        in.readUvarint(),
        in.readUvarint(),
        in.readDouble(),
        decodeSpans(in),
        decodeDeltas(in),
        decodeSpans(in),
        decodeDeltas(in),
        decodeDoubles(in));
  }

  private static NativeHistogram decodeFloat(
      CounterResetHint hint, int schema, double zeroThreshold, ByteReader in) {
    return new FloatHistogram(
        hint,
        schema,
        zeroThreshold,
        in.readDouble(),
        in.readDouble(),
        in.readDouble(),
        decodeSpans(in),
        decodeDoubles(in),
        decodeSpans(in),
        decodeDoubles(in),
        decodeDoubles(in));
  }

  private static List<BucketSpan> decodeSpans(ByteReader in) {
    int count = in.readCount(2);
    List<BucketSpan> spans = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      int offset = readInt(in);
      long length = in.readUvarint();
      if (length < 0 || length > Integer.MAX_VALUE) {
        throw corrupt("span length " + Long.toUnsignedString(length) + " is too large");
      }
      spans.add(new BucketSpan(offset, (int) length));
    }
    return spans;
  }

  private static long[] decodeDeltas(ByteReader in) {
    long[] deltas = new long[in.readCount(1)];
    for (int i = 0; i < deltas.length; i++) {
      deltas[i] = in.readVarint();
    }
    return deltas;
  }

  private static double[] decodeDoubles(ByteReader in) {
    double[] values = new double[in.readCount(8)];
    for (int i = 0; i < values.length; i++) {
      values[i] = in.readDouble();
    }
    return values;
  }

  private static int readInt(ByteReader in) {
    long value = in.readVarint();
    if (value != (int) value) {
      throw corrupt(String.format(Locale.ROOT, "expected 32 bits, got %d", value));
    }
    return (int) value;
  }

  private static CarillonException corrupt(String reason) {
    return new CarillonException(ErrorCode.CORRUPTION, "histogram: " + reason);
  }
}
