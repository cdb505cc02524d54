package io.carillon.common.column;

import io.carillon.common.bytes.ByteReader;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;

/** Samples that are about to be unpacked or copied, for the most part into a longer column. */
interface ColumnSource {
  /** Number of samples. */
  int size();

  /** Whether there are only times and floats. */
  boolean isPlain();

  /** Writes plain samples into columns, from an index on. */
  void plainInto(long[] timestampsMs, double[] values, int at);

  /** The samples as a column of their own. */
  SampleColumn column();

  /**
   * The samples of frames of which each is later than the one before.
   *
   * @param floats gives a column of so many floats, whatever they are, to be filled
   */
  static SampleColumn join(List<ColumnFrame> frames, IntFunction<SampleColumn> floats) {
    List<ColumnSource> sources = new ArrayList<>(frames.size());
    int size = 0;
    boolean arePlain = true;
    for (ColumnFrame frame : frames) {
      ColumnSource source = of(frame);
      sources.add(source);
      size = Math.addExact(size, source.size());
      arePlain &= source.isPlain();
    }
    return arePlain ? joinPlain(sources, floats.apply(size)) : joinAny(sources, size);
  }

  /** The samples of one frame. */
  static ColumnSource of(ColumnFrame frame) {
    return switch (frame) {
      case ColumnFrame.Compact packed -> Packed.open(packed);
      case ColumnFrame.Trimmed(ColumnFrame.Compact packed, long minMs, long maxMs) ->
          Packed.open(packed).trim(minMs, maxMs);
      case ColumnFrame.Unpacked(SampleColumn column) -> new Range(column, 0, column.size());
      case ColumnFrame.Part(SampleColumn whole, int from, int to) -> new Range(whole, from, to);
    };
  }

  private static SampleColumn joinPlain(List<ColumnSource> sources, SampleColumn target) {
    int at = 0;
    for (ColumnSource source : sources) {
      source.plainInto(target.timestampsMs(), target.values(), at);
      at += source.size();
    }
    return target;
  }

  private static SampleColumn joinAny(List<ColumnSource> sources, int size) {
    SampleColumnBuilder out = new SampleColumnBuilder(size);
    for (ColumnSource source : sources) {
      out.addAll(source.column());
    }
    return out.build();
  }

  /** Samples that are packed. */
  sealed interface Packed extends ColumnSource permits ColumnDecoder, PagedDecoder {
    /** Leaves out samples outside of a range of time, both ends inclusive. */
    Packed trim(long minMs, long maxMs);

    /** Opens a frame that is packed. */
    static Packed open(ColumnFrame.Compact frame) {
      return switch (frame) {
        case ColumnFrame.Split split -> PagedDecoder.of(split);
        case ColumnFrame.Packed(int codecId, ColumnFrame.Page page, int offset, int length) -> {
          ByteReader in = new ByteReader(page.bytes(), offset, length);
          yield codecId == ColumnCodec.PAGED
              ? PagedDecoder.of(in)
              : ColumnDecoder.ofAll(codecId, in);
        }
      };
    }
  }

  /** Some of the samples of a column. */
  record Range(SampleColumn whole, int from, int to) implements ColumnSource {
    @Override
    public int size() {
      return to - from;
    }

    @Override
    public boolean isPlain() {
      return whole.histograms() == null && whole.startMs() == null;
    }

    @Override
    public void plainInto(long[] timestampsMs, double[] values, int at) {
      System.arraycopy(whole.timestampsMs(), from, timestampsMs, at, to - from);
      System.arraycopy(whole.values(), from, values, at, to - from);
    }

    @Override
    public SampleColumn column() {
      return whole.copyOfRange(from, to);
    }
  }
}
