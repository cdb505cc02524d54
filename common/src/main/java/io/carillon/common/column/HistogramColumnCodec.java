package io.carillon.common.column;

import io.carillon.common.bytes.ByteReader;
import io.carillon.common.bytes.ByteWriter;
import io.carillon.common.histogram.HistogramCodec;
import io.carillon.common.histogram.NativeHistogram;
import org.jspecify.annotations.Nullable;

/**
 * Packs histograms, and floats among them, number by number over time; how many they are is known.
 *
 * <pre>
 * form      1 byte   0 in columns, 1 one by one
 *
 * in columns:
 * layouts   uvarint number, that many {@link HistogramLayout}s
 * which     integers: 0 for a float, otherwise 1 + number of its layout
 * floats    floats: samples that are no histograms
 * hints     integers: of all histograms
 * sums      floats: of all histograms
 * zeros     integers, then floats: zero counts of integer and of float histograms
 * counts    integers: count - zero count - all buckets; then floats: count of float histograms
 * buckets   for each bucket in the order in which layouts name them first: its counts, integers or
 *           floats, of the histograms that have it
 *
 * one by one:
 * samples   {1 byte: 0 float, 1 histogram; 8 bytes | histogram ({@link HistogramCodec})}*
 * </pre>
 *
 * Integers are packed by {@link IntegerCodec}, floats by {@link FloatCodec}; no numbers take no
 * bytes. Counts of buckets are absolute.
 */
final class HistogramColumnCodec {
  static final int IN_COLUMNS = 0;
  static final int ONE_BY_ONE = 1;

  /** Layouts, and counts of buckets in all layouts, that a packed column has at most. */
  static final int MAX_LAYOUTS = 1 << 12;

  static final int MAX_LAYOUT_BUCKETS = 1 << 20;

  /** Counts of buckets in all histograms that a packed column has at most: 128 MiB. */
  static final long MAX_COUNTS = 1 << 24;

  private HistogramColumnCodec() {}

  /**
   * Appends samples.
   *
   * @param histograms null for floats
   * @param values floats where there is no histogram
   */
  static void encode(@Nullable NativeHistogram[] histograms, double[] values, ByteWriter out) {
    HistogramColumnEncoder encoder = HistogramColumnEncoder.of(histograms, values);
    if (encoder != null) {
      out.putByte(IN_COLUMNS);
      encoder.encode(out);
    } else {
      out.putByte(ONE_BY_ONE);
      encodeOneByOne(histograms, values, out);
    }
  }

  private static void encodeOneByOne(
      @Nullable NativeHistogram[] histograms, double[] values, ByteWriter out) {
    for (int i = 0; i < values.length; i++) {
      NativeHistogram histogram = histograms[i];
      if (histogram == null) {
        out.putByte(0).putDouble(values[i]);
      } else {
        HistogramCodec.encode(histogram, out.putByte(1));
      }
    }
  }

  /** Reads as many samples as fit. */
  static void decode(ByteReader in, @Nullable NativeHistogram[] histograms, double[] values) {
    switch (in.readByte()) {
      case IN_COLUMNS -> new HistogramColumnDecoder(in, values.length).into(histograms, values);
      case ONE_BY_ONE -> {
        for (int i = 0; i < values.length; i++) {
          decodeOne(in, i, histograms, values);
        }
      }
      default -> throw ColumnCodec.corrupt("unknown form of histograms");
    }
  }

  private static void decodeOne(
      ByteReader in, int i, @Nullable NativeHistogram[] histograms, double[] values) {
    switch (in.readByte()) {
      case 0 -> values[i] = in.readDouble();
      case 1 -> histograms[i] = HistogramCodec.decode(in);
      default -> throw ColumnCodec.corrupt("neither float nor histogram");
    }
  }
}
