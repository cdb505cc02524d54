package io.carillon.common.column;

import io.carillon.common.bytes.ByteWriter;
import java.util.Arrays;
import java.util.List;

/**
 * A run of one series' samples on its way from storage to query: as it lies in memory, in a file or
 * came over the wire. What it costs to unpack is paid by the thread that asks for the column.
 * Thread-safe.
 */
public sealed interface ColumnFrame {
  /**
   * The samples, times ascending and unique.
   *
   * @throws io.carillon.common.error.CarillonException with CORRUPTION when the bytes are no column
   */
  SampleColumn column();

  /** Bytes of memory that the frame keeps, roughly. */
  long sizeBytes();

  /**
   * The samples of all frames, each frame later than the one before, as one column.
   *
   * @throws io.carillon.common.error.CarillonException as {@link #column}
   */
  static SampleColumn join(List<ColumnFrame> frames) {
    return frames.size() == 1
        ? frames.getFirst().column()
        : ColumnSource.join(frames, size -> SampleColumn.floats(new long[size], new double[size]));
  }

  /** Bytes of which one or more frames are a part; made when first asked for. Thread-safe. */
  @FunctionalInterface
  interface Page {
    /**
     * The bytes, not to be changed.
     *
     * @throws io.carillon.common.error.CarillonException with CORRUPTION when they are damaged
     */
    byte[] bytes();
  }

  /** A run that is packed, in one piece or in two. */
  sealed interface Compact extends ColumnFrame {
    /** Number of the codec: {@link ColumnCodec#PLAIN} or {@link ColumnCodec#PAGED}. */
    int codecId();

    /** The bytes as one piece, the way they go over the wire; not to be changed. */
    byte[] bytes();

    /** Whether both have the same packed bytes. */
    boolean isSame(Compact other);
  }

  /**
   * A packed run in one piece. Of codec 2 this is {uvarint length of timestamps, timestamps,
   * values}.
   *
   * @param codecId number of the codec, see {@link ColumnCodec}
   * @param page where its bytes are
   * @param offset where in the page they begin
   * @param length how many they are
   */
  record Packed(int codecId, Page page, int offset, int length) implements Compact {
    /** A run whose bytes, not to be changed, are at hand. */
    public Packed(int codecId, byte[] bytes) {
      this(codecId, () -> bytes, 0, bytes.length);
    }

    @Override
    public byte[] bytes() {
      byte[] all = page.bytes();
      return length == all.length ? all : Arrays.copyOfRange(all, offset, offset + length);
    }

    @Override
    public boolean isSame(Compact other) {
      return codecId == other.codecId()
          && switch (other) {
            case Packed packed ->
                length == packed.length
                    && areSame(page, offset, packed.page, packed.offset, length);
            case Split split -> Arrays.equals(bytes(), split.bytes());
          };
    }

    @Override
    public SampleColumn column() {
      return ColumnSource.of(this).column();
    }

    @Override
    public long sizeBytes() {
      return length;
    }
  }

  /**
   * A packed run of codec 2 whose timestamps, which other series may share, and values lie in pages
   * of their own.
   *
   * @param timestampPage where its timestamps are, see {@link TimestampCodec}
   * @param valuePage where its values are, see {@link ValueCodec}
   */
  record Split(
      TimestampPage timestampPage,
      int timestampOffset,
      int timestampLength,
      Page valuePage,
      int valueOffset,
      int valueLength)
      implements Compact {
    @Override
    public int codecId() {
      return ColumnCodec.PAGED;
    }

    @Override
    public byte[] bytes() {
      return new ByteWriter(5 + timestampLength + valueLength)
          .putUvarint(timestampLength)
          .putBytes(timestampPage.bytes(), timestampOffset, timestampLength)
          .putBytes(valuePage.bytes(), valueOffset, valueLength)
          .toByteArray();
    }

    @Override
    public boolean isSame(Compact other) {
      return switch (other) {
        case Packed packed -> packed.isSame(this);
        case Split split ->
            timestampLength == split.timestampLength
                && valueLength == split.valueLength
                && areSame(
                    timestampPage,
                    timestampOffset,
                    split.timestampPage,
                    split.timestampOffset,
                    timestampLength)
                && areSame(valuePage, valueOffset, split.valuePage, split.valueOffset, valueLength);
      };
    }

    @Override
    public SampleColumn column() {
      return ColumnSource.of(this).column();
    }

    @Override
    public long sizeBytes() {
      return (long) timestampLength + valueLength;
    }
  }

  /**
   * Of a packed run the samples in a range of time.
   *
   * @param minMs first time, inclusive
   * @param maxMs last time, inclusive
   */
  record Trimmed(Compact packed, long minMs, long maxMs) implements ColumnFrame {
    @Override
    public SampleColumn column() {
      return ColumnSource.of(this).column();
    }

    @Override
    public long sizeBytes() {
      return packed.sizeBytes();
    }
  }

  /** An unpacked run. */
  record Unpacked(SampleColumn column) implements ColumnFrame {
    @Override
    public long sizeBytes() {
      return SampleColumn.BYTES_PER_SAMPLE * column.size();
    }
  }

  /**
   * A part of an unpacked run; what lies outside of it may have any order and may change.
   *
   * @param from index of the first sample
   * @param to index after the last sample
   */
  record Part(SampleColumn whole, int from, int to) implements ColumnFrame {
    @Override
    public SampleColumn column() {
      return whole.copyOfRange(from, to);
    }

    @Override
    public long sizeBytes() {
      return SampleColumn.BYTES_PER_SAMPLE * (to - from);
    }
  }

  private static boolean areSame(Page a, int offsetA, Page b, int offsetB, int length) {
    return Arrays.equals(
        a.bytes(), offsetA, offsetA + length, b.bytes(), offsetB, offsetB + length);
  }
}
