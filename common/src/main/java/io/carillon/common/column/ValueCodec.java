package io.carillon.common.column;

import io.carillon.common.bytes.ByteReader;
import io.carillon.common.bytes.ByteWriter;
import io.carillon.common.error.CarillonException;
import io.carillon.common.histogram.NativeHistogram;
import org.jspecify.annotations.Nullable;

/**
 * Codec 2, values: all of a column but its timestamps and their number. A column of floats without
 * start timestamps is that of {@link FloatCodec}, whose first byte is below 128. Any other column:
 *
 * <pre>
 * kind      1 byte: 128, plus 1 with histograms, plus 2 with start timestamps
 * starts    with start timestamps: 1 byte, 0 as they are, 1 as timestamp - start; the numbers as
 *           {@link IntegerCodec} packs them; a start that is unknown is 0
 * samples   without histograms: floats ({@link FloatCodec})
 *           with histograms: see {@link HistogramColumnCodec}
 * </pre>
 */
public final class ValueCodec {
  private static final int KIND = 128;
  private static final int KIND_HISTOGRAMS = 1;
  private static final int KIND_STARTS = 2;

  private static final int STARTS_AS_THEY_ARE = 0;
  private static final int STARTS_AS_AGES = 1;

  private ValueCodec() {}

  /** Appends values, histograms and start timestamps of a column. */
  public static void encode(SampleColumn column, ByteWriter out) {
    @Nullable NativeHistogram[] histograms = column.histograms();
    long[] startMs = column.startMs();
    if (histograms != null || startMs != null) {
      out.putByte(
          KIND | (histograms == null ? 0 : KIND_HISTOGRAMS) | (startMs == null ? 0 : KIND_STARTS));
    }
    if (startMs != null) {
      encodeStarts(startMs, column.timestampsMs(), out);
    }
    if (histograms == null) {
      FloatCodec.encode(column.values(), column.size(), out);
    } else {
      HistogramColumnCodec.encode(histograms, column.values(), out);
    }
  }

  private static void encodeStarts(long[] startMs, long[] timestampsMs, ByteWriter out) {
    long[] ages = new long[startMs.length];
    for (int i = 0; i < ages.length; i++) {
      ages[i] = timestampsMs[i] - startMs[i];
    }
    ByteWriter plain = new ByteWriter(64);
    IntegerCodec.encode(startMs, startMs.length, plain);
    ByteWriter asAges = new ByteWriter(64);
    IntegerCodec.encode(ages, ages.length, asAges);
    boolean isPlain = plain.size() <= asAges.size();
    ByteWriter best = isPlain ? plain : asAges;
    out.putByte(isPlain ? STARTS_AS_THEY_ARE : STARTS_AS_AGES);
    out.putBytes(best.array(), 0, best.size());
  }

  /**
   * What the first byte of a column says of how it is packed, for people.
   *
   * @param firstByte 0 to 255
   */
  public static String name(int firstByte) {
    return switch (firstByte - KIND) {
      case KIND_HISTOGRAMS -> "histograms";
      case KIND_STARTS -> "floats with starts";
      case KIND_HISTOGRAMS | KIND_STARTS -> "histograms with starts";
      default -> firstByte < KIND ? FloatCodec.name(firstByte) : "unknown";
    };
  }

  /** Whether the column that comes next has floats only, no start timestamps; reads nothing. */
  public static boolean isFloats(ByteReader in) {
    return in.remaining() == 0 || in.peekByte() < KIND;
  }

  /**
   * Unpacks a column.
   *
   * @param timestampsMs its timestamps, which the column keeps; as many as were packed
   * @throws CarillonException with CORRUPTION when the bytes are none
   */
  public static SampleColumn decode(ByteReader in, long[] timestampsMs) {
    int count = timestampsMs.length;
    if (isFloats(in)) {
      return SampleColumn.floats(timestampsMs, FloatCodec.decode(in, count));
    }
    int kind = in.readByte() - KIND;
    if (kind > (KIND_HISTOGRAMS | KIND_STARTS)) {
      throw ColumnCodec.corrupt("unknown kind " + kind);
    }
    long[] startMs = (kind & KIND_STARTS) == 0 ? null : decodeStarts(in, timestampsMs);
    if ((kind & KIND_HISTOGRAMS) == 0) {
      return new SampleColumn(timestampsMs, FloatCodec.decode(in, count), null, startMs);
    }
    double[] values = new double[count];
    @Nullable NativeHistogram[] histograms = new NativeHistogram[count];
    HistogramColumnCodec.decode(in, histograms, values);
    return new SampleColumn(timestampsMs, values, histograms, startMs);
  }

  private static long[] decodeStarts(ByteReader in, long[] timestampsMs) {
    long[] startMs = new long[timestampsMs.length];
    int form = in.readByte();
    if (form > STARTS_AS_AGES) {
      throw ColumnCodec.corrupt("unknown form of starts " + form);
    }
    IntegerCodec.decode(in, startMs.length, startMs.length, startMs);
    for (int i = 0; form == STARTS_AS_AGES && i < startMs.length; i++) {
      startMs[i] = timestampsMs[i] - startMs[i];
    }
    return startMs;
  }

  /**
   * Unpacks some values of a column of floats without start timestamps.
   *
   * @param count values that were packed
   * @param from index of the first that is wanted
   * @param to index after the last; with less than {@code count} the reader is somewhere afterwards
   * @param target written from {@code at} on
   * @throws CarillonException with CORRUPTION when the bytes are no such column
   */
  public static void decodeFloatsInto(
      ByteReader in, int count, int from, int to, double[] target, int at) {
    FloatCodec.decode(in, count, from, to, target, at);
  }
}
