package io.carillon.common.column;

import io.carillon.common.bytes.ByteReader;
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

  /**
   * A packed run.
   *
   * @param codecId number of the codec, see {@link ColumnCodec}
   * @param page where its bytes are
   * @param offset where in the page they begin
   * @param length how many they are
   */
  record Packed(int codecId, Page page, int offset, int length) implements ColumnFrame {
    /** A run whose bytes, not to be changed, are at hand. */
    public Packed(int codecId, byte[] bytes) {
      this(codecId, () -> bytes, 0, bytes.length);
    }

    /** The packed bytes, not to be changed. */
    public byte[] bytes() {
      byte[] all = page.bytes();
      return length == all.length ? all : Arrays.copyOfRange(all, offset, offset + length);
    }

    /** Whether both have the same packed bytes. */
    public boolean isSame(Packed other) {
      return codecId == other.codecId
          && length == other.length
          && Arrays.equals(
              page.bytes(),
              offset,
              offset + length,
              other.page.bytes(),
              other.offset,
              other.offset + length);
    }

    @Override
    public SampleColumn column() {
      return decoder().column();
    }

    @Override
    public long sizeBytes() {
      return length;
    }

    ColumnDecoder decoder() {
      return ColumnDecoder.ofAll(codecId, new ByteReader(page.bytes(), offset, length));
    }
  }

  /**
   * Of a packed run the samples in a range of time.
   *
   * @param minMs first time, inclusive
   * @param maxMs last time, inclusive
   */
  record Trimmed(Packed packed, long minMs, long maxMs) implements ColumnFrame {
    @Override
    public SampleColumn column() {
      return decoder().column();
    }

    @Override
    public long sizeBytes() {
      return packed.sizeBytes();
    }

    ColumnDecoder decoder() {
      return packed.decoder().trim(minMs, maxMs);
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
}
