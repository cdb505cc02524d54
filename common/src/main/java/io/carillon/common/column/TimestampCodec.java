package io.carillon.common.column;

import io.carillon.common.bytes.ByteReader;
import io.carillon.common.bytes.ByteWriter;
import io.carillon.common.error.CarillonException;
import java.util.Locale;

/**
 * Codec 2, timestamps: a vector packed on its own, so that series can share it.
 *
 * <pre>
 * count     uvarint: number of timestamps * 2, plus 1 when there are gaps
 * gaps      with gaps: varint interval ms, uvarint number, that many
 *           {uvarint distance from the gap before, uvarint missed scrapes}
 * numbers   timestamps less the time of all gaps before, as {@link IntegerCodec} packs them
 * </pre>
 *
 * Scrapes at even intervals are a line, which takes a dozen bytes; what they are early or late then
 * takes a byte each, of few different ones. Scrapes that were missed would make them no line; these
 * are the gaps.
 */
public final class TimestampCodec {
  /** Most timestamps of a vector, half a year of seconds; nothing is allocated for more. */
  public static final int MAX_COUNT = 1 << 24;

  /** One timestamp of so many may come after a gap; with more there are none. */
  private static final int TIMESTAMPS_PER_GAP = 8;

  private TimestampCodec() {}

  /** Appends the first {@code count} timestamps, in any order, at most {@link #MAX_COUNT}. */
  public static void encode(long[] timestampsMs, int count, ByteWriter out) {
    if (count > MAX_COUNT) {
      throw new IllegalArgumentException(
          String.format(Locale.ROOT, "expected %d timestamps or fewer, got %d", MAX_COUNT, count));
    }
    long[] missed = missed(timestampsMs, count);
    int gaps = 0;
    long scrapes = count - 1L;
    for (long number : missed) {
      gaps += number > 0 ? 1 : 0;
      scrapes += number;
    }
    if (gaps == 0 || gaps > count / TIMESTAMPS_PER_GAP) {
      out.putUvarint(2L * count);
      IntegerCodec.encode(timestampsMs, count, out);
    } else {
      long intervalMs = Math.round((double) (timestampsMs[count - 1] - timestampsMs[0]) / scrapes);
      out.putUvarint(2L * count + 1).putVarint(intervalMs).putUvarint(gaps);
      IntegerCodec.encode(withoutGaps(timestampsMs, count, missed, intervalMs, out), count, out);
    }
  }

  /** For each timestamp the scrapes that are missing before it. */
  private static long[] missed(long[] timestampsMs, int count) {
    long intervalMs = roughIntervalMs(timestampsMs, count);
    long[] missed = new long[count];
    for (int i = 1; i < count && intervalMs > 1; i++) {
      long delta = timestampsMs[i] - timestampsMs[i - 1];
      missed[i] = delta < intervalMs ? 0 : (delta - intervalMs / 2) / intervalMs;
    }
    return missed;
  }

  /** What most timestamps are from the one before, give or take. */
  private static long roughIntervalMs(long[] timestampsMs, int count) {
    if (count < TIMESTAMPS_PER_GAP) {
      return 0;
    }
    long[] deltas = new long[count - 1];
    for (int i = 1; i < count; i++) {
      deltas[i - 1] = timestampsMs[i] - timestampsMs[i - 1];
    }
    return PackingChoice.middle(deltas, deltas.length);
  }

  private static long[] withoutGaps(
      long[] timestampsMs, int count, long[] missed, long intervalMs, ByteWriter out) {
    long[] rest = new long[count];
    long gapsMs = 0;
    int previous = 0;
    for (int i = 0; i < count; i++) {
      if (missed[i] > 0) {
        out.putUvarint(i - previous).putUvarint(missed[i]);
        previous = i;
        gapsMs += missed[i] * intervalMs;
      }
      rest[i] = timestampsMs[i] - gapsMs;
    }
    return rest;
  }

  /**
   * Unpacks a vector.
   *
   * @throws CarillonException with CORRUPTION when the bytes are none
   */
  public static long[] decode(ByteReader in) {
    long head = in.readUvarint();
    long count = head >>> 1;
    if (count > MAX_COUNT) {
      throw ColumnCodec.corrupt("a vector of " + count + " timestamps");
    }
    int size = (int) count;
    boolean hasGaps = (head & 1) != 0;
    long intervalMs = hasGaps ? in.readVarint() : 0;
    int[] places = new int[hasGaps ? in.readCount(2) : 0];
    long[] missed = new long[places.length];
    readGaps(in, size, places, missed);
    long[] timestampsMs = new long[size];
    IntegerCodec.decode(in, size, size, timestampsMs);
    for (int gap = 0; gap < places.length; gap++) {
      missed[gap] += gap == 0 ? 0 : missed[gap - 1];
      int end = gap + 1 < places.length ? places[gap + 1] : size;
      long gapsMs = missed[gap] * intervalMs;
      for (int i = places[gap]; i < end; i++) {
        timestampsMs[i] += gapsMs;
      }
    }
    return timestampsMs;
  }

  private static void readGaps(ByteReader in, int count, int[] places, long[] missed) {
    int previous = 0;
    for (int gap = 0; gap < places.length; gap++) {
      long distance = in.readUvarint();
      if (distance < 0 || distance >= count - previous) {
        throw ColumnCodec.corrupt("a gap beyond the end");
      }
      previous += (int) distance;
      places[gap] = previous;
      missed[gap] = in.readUvarint();
    }
  }
}
