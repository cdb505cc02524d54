package io.carillon.common.column;

import io.carillon.common.bytes.ByteReader;
import io.carillon.common.bytes.ByteWriter;
import io.carillon.common.histogram.BucketSpan;
import io.carillon.common.histogram.FloatHistogram;
import io.carillon.common.histogram.IntegerHistogram;
import io.carillon.common.histogram.NativeHistogram;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * What histograms of a column mostly have in common: all but their numbers.
 *
 * <pre>
 * kind            1 byte   0 integer, 1 float
 * schema          varint
 * zero threshold  8 bytes
 * positive, then negative: uvarint number of spans, each {varint offset, uvarint length};
 *                 uvarint number of buckets
 * custom values   uvarint number, each 8 bytes
 * </pre>
 *
 * @param positiveBuckets number of counts, whatever the spans say
 * @param negativeBuckets number of counts, whatever the spans say
 */
@SuppressWarnings("ArrayRecordComponent") // Equality is that of the packed bytes.
record HistogramLayout(
    boolean isInteger,
    int schema,
    double zeroThreshold,
    List<BucketSpan> positiveSpans,
    int positiveBuckets,
    List<BucketSpan> negativeSpans,
    int negativeBuckets,
    double[] customValues) {

  /**
   * A bucket of histograms that have the same kind and schema, so that its counts are a column.
   *
   * @param index of the bucket; when the spans are broken its place among the counts
   */
  record Bucket(
      boolean isInteger, int schema, boolean isNegative, boolean areSpansBroken, long index) {}

  static HistogramLayout of(NativeHistogram histogram) {
    return switch (histogram) {
      case IntegerHistogram h -> of(h, true, h.positiveDeltas().length, h.negativeDeltas().length);
      case FloatHistogram h -> of(h, false, h.positiveCounts().length, h.negativeCounts().length);
    };
  }

  private static HistogramLayout of(
      NativeHistogram h, boolean isInteger, int positiveBuckets, int negativeBuckets) {
    return new HistogramLayout(
        isInteger,
        h.schema(),
        h.zeroThreshold(),
        h.positiveSpans(),
        positiveBuckets,
        h.negativeSpans(),
        negativeBuckets,
        h.customValues());
  }

  /** Whether a histogram has this layout, bit by bit. */
  boolean fits(NativeHistogram histogram) {
    HistogramLayout other = of(histogram);
    return isInteger == other.isInteger
        && schema == other.schema
        && positiveBuckets == other.positiveBuckets
        && negativeBuckets == other.negativeBuckets
        && Double.doubleToRawLongBits(zeroThreshold)
            == Double.doubleToRawLongBits(other.zeroThreshold)
        && positiveSpans.equals(other.positiveSpans)
        && negativeSpans.equals(other.negativeSpans)
        && haveSameBits(customValues, other.customValues);
  }

  private static boolean haveSameBits(double[] a, double[] b) {
    boolean areSame = a.length == b.length;
    for (int i = 0; areSame && i < a.length; i++) {
      areSame = Double.doubleToRawLongBits(a[i]) == Double.doubleToRawLongBits(b[i]);
    }
    return areSame;
  }

  /** Number of counts of both signs. */
  int buckets() {
    return positiveBuckets + negativeBuckets;
  }

  /** The bucket of each count, positive ones first. */
  List<Bucket> listBuckets() {
    List<Bucket> buckets = new ArrayList<>(buckets());
    addBuckets(positiveSpans, positiveBuckets, false, buckets);
    addBuckets(negativeSpans, negativeBuckets, true, buckets);
    return buckets;
  }

  private void addBuckets(
      List<BucketSpan> spans, int count, boolean isNegative, List<Bucket> buckets) {
    boolean areBroken = areBroken(spans, count);
    long index = 0;
    int span = 0;
    long left = 0;
    for (int i = 0; i < count; i++) {
      while (!areBroken && left == 0) {
        index += spans.get(span).offset();
        left = spans.get(span).length();
        span++;
      }
      buckets.add(new Bucket(isInteger, schema, isNegative, areBroken, index));
      index++;
      left--;
    }
  }

  /** Whether counts are not those of the spans, or some bucket might come twice. */
  private static boolean areBroken(List<BucketSpan> spans, int count) {
    long length = 0;
    boolean isBroken = false;
    for (int i = 0; i < spans.size(); i++) {
      length += spans.get(i).length();
      isBroken |= i > 0 && spans.get(i).offset() < 0;
    }
    return isBroken || length != count;
  }

  void encode(ByteWriter out) {
    out.putByte(isInteger ? 0 : 1).putVarint(schema).putDouble(zeroThreshold);
    encode(positiveSpans, positiveBuckets, out);
    encode(negativeSpans, negativeBuckets, out);
    out.putUvarint(customValues.length);
    for (double bound : customValues) {
      out.putDouble(bound);
    }
  }

  private static void encode(List<BucketSpan> spans, int buckets, ByteWriter out) {
    out.putUvarint(spans.size());
    for (BucketSpan span : spans) {
      out.putVarint(span.offset()).putUvarint(span.length());
    }
    out.putUvarint(buckets);
  }

  static HistogramLayout decode(ByteReader in) {
    int kind = in.readByte();
    if (kind > 1) {
      throw ColumnCodec.corrupt("unknown kind of histogram " + kind);
    }
    int schema = toInt(in.readVarint());
    double zeroThreshold = in.readDouble();
    List<BucketSpan> positiveSpans = decodeSpans(in);
    int positiveBuckets = decodeLength(in);
    List<BucketSpan> negativeSpans = decodeSpans(in);
    int negativeBuckets = decodeLength(in);
    double[] customValues = new double[in.readCount(Double.BYTES)];
    in.readDoubles(customValues, 0, customValues.length);
    return new HistogramLayout(
        kind == 0,
        schema,
        zeroThreshold,
        positiveSpans,
        positiveBuckets,
        negativeSpans,
        negativeBuckets,
        customValues);
  }

  private static List<BucketSpan> decodeSpans(ByteReader in) {
    BucketSpan[] spans = new BucketSpan[in.readCount(2)];
    for (int i = 0; i < spans.length; i++) {
      spans[i] = new BucketSpan(toInt(in.readVarint()), decodeLength(in));
    }
    return Arrays.asList(spans);
  }

  private static int decodeLength(ByteReader in) {
    int length = toInt(in.readUvarint());
    if (length < 0) {
      throw ColumnCodec.corrupt("a length of " + length);
    }
    return length;
  }

  private static int toInt(long number) {
    if (number != (int) number) {
      throw ColumnCodec.corrupt("expected 32 bits, got " + number);
    }
    return (int) number;
  }
}
