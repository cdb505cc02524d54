package io.carillon.common.column;

import io.carillon.common.bytes.ByteReader;
import io.carillon.common.histogram.HistogramCodec;
import io.carillon.common.histogram.NativeHistogram;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Unpacks what {@link ColumnCodec} packed: opened first, then perhaps trimmed, then read once, by
 * one thread. Times and floats alone, which most columns are, are written right where they belong.
 */
final class ColumnDecoder implements ColumnSource.Packed {
  private final ByteReader in;
  private final boolean mustEnd;
  private final int flags;
  private final int count;

  // After trimming: the times, and which of the samples are wanted.
  private long @Nullable [] timestampsMs;
  private int from;
  private int to;

  private ColumnDecoder(ByteReader in, boolean mustEnd, int flags, int count) {
    this.in = in;
    this.mustEnd = mustEnd;
    this.flags = flags;
    this.count = count;
    to = count;
  }

  /** Opens a column that is followed by something else. */
  static ColumnDecoder of(int codecId, ByteReader in) {
    return open(codecId, in, false);
  }

  /** Opens a column that is all that there is to read. */
  static ColumnDecoder ofAll(int codecId, ByteReader in) {
    return open(codecId, in, true);
  }

  private static ColumnDecoder open(int codecId, ByteReader in, boolean mustEnd) {
    if (codecId != ColumnCodec.PLAIN) {
      throw ColumnCodec.corrupt(
          String.format(Locale.ROOT, "expected codec %d, got %d", ColumnCodec.PLAIN, codecId));
    }
    int flags = in.readByte();
    if (flags > (ColumnCodec.FLAG_HISTOGRAMS | ColumnCodec.FLAG_STARTS)) {
      throw ColumnCodec.corrupt("unknown flags " + flags);
    }
    return new ColumnDecoder(in, mustEnd, flags, in.readCount(2));
  }

  @Override
  public ColumnDecoder trim(long minMs, long maxMs) {
    long[] all = new long[count];
    timestampsInto(all, 0);
    timestampsMs = all;
    from = SampleColumn.firstAtOrAfter(all, minMs);
    to = maxMs == Long.MAX_VALUE ? count : SampleColumn.firstAtOrAfter(all, maxMs + 1);
    to = Math.max(from, to);
    return this;
  }

  @Override
  public int size() {
    return to - from;
  }

  @Override
  public boolean isPlain() {
    return flags == 0;
  }

  @Override
  public void plainInto(long[] outTimestampsMs, double[] values, int at) {
    if (timestampsMs == null) {
      timestampsInto(outTimestampsMs, at);
    } else {
      System.arraycopy(timestampsMs, from, outTimestampsMs, at, size());
    }
    in.skipDoubles(from);
    in.readDoubles(values, at, size());
    in.skipDoubles(count - to);
    requireEnd();
  }

  @Override
  public SampleColumn column() {
    if (isPlain()) {
      long[] outTimestampsMs = new long[size()];
      double[] values = new double[size()];
      plainInto(outTimestampsMs, values, 0);
      return SampleColumn.floats(outTimestampsMs, values);
    }
    SampleColumn all = columnOfAll();
    return size() == count ? all : all.copyOfRange(from, to);
  }

  private SampleColumn columnOfAll() {
    long[] times = timestampsMs;
    if (times == null) {
      times = new long[count];
      timestampsInto(times, 0);
    }
    long[] startMs = (flags & ColumnCodec.FLAG_STARTS) != 0 ? starts(times) : null;
    double[] values = new double[count];
    @Nullable NativeHistogram[] histograms = null;
    if ((flags & ColumnCodec.FLAG_HISTOGRAMS) != 0) {
      histograms = new NativeHistogram[count];
      samplesInto(values, histograms);
    } else {
      in.readDoubles(values, 0, count);
    }
    requireEnd();
    return new SampleColumn(times, values, histograms, startMs);
  }

  private void timestampsInto(long[] target, int at) {
    long previous = 0;
    long delta = 0;
    int i = at;
    int end = at + count;
    while (i < end) {
      // Scrapes at even intervals are runs of zeros.
      for (int runEnd = i + in.skipZeros(end - i); i < runEnd; i++) {
        previous += delta;
        target[i] = previous;
      }
      if (i < end) {
        delta += in.readVarint();
        previous += delta;
        target[i++] = previous;
      }
    }
  }

  private long[] starts(long[] times) {
    long[] startMs = new long[count];
    for (int i = 0; i < count; i++) {
      if (readFlag()) {
        startMs[i] = times[i] - in.readVarint();
      }
    }
    return startMs;
  }

  private void samplesInto(double[] values, @Nullable NativeHistogram[] histograms) {
    for (int i = 0; i < count; i++) {
      if (readFlag()) {
        histograms[i] = HistogramCodec.decode(in);
      } else {
        values[i] = in.readDouble();
      }
    }
  }

  private boolean readFlag() {
    int flag = in.readByte();
    if (flag > 1) {
      throw ColumnCodec.corrupt(
          String.format(Locale.ROOT, "expected a byte of 0 or 1, got %d", flag));
    }
    return flag == 1;
  }

  private void requireEnd() {
    if (mustEnd && in.remaining() != 0) {
      throw ColumnCodec.corrupt(in.remaining() + " bytes after its end");
    }
  }
}
