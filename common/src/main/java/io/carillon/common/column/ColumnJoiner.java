package io.carillon.common.column;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Joins frames of one series after the other into the same arrays, which then stay in the caches of
 * the processor. For columns that are forgotten before the next one comes. Not thread-safe.
 */
public final class ColumnJoiner {
  /** Series of one query have the same number of samples, or one or two more. */
  private static final int SLOTS = 8;

  /** Larger columns are rare, and not worth to be kept: 1 MiB. */
  private static final int MAX_KEPT_SAMPLES = 64 << 10;

  private final @Nullable SampleColumn[] kept = new SampleColumn[SLOTS];

  /**
   * The samples of all frames, as {@link ColumnFrame#join}.
   *
   * @return valid until the next call
   */
  public SampleColumn join(List<ColumnFrame> frames) {
    if (frames.size() == 1 && frames.getFirst() instanceof ColumnFrame.Unpacked(SampleColumn all)) {
      return all;
    }
    return ColumnSource.join(frames, this::floats);
  }

  private SampleColumn floats(int size) {
    if (size > MAX_KEPT_SAMPLES) {
      return SampleColumn.floats(new long[size], new double[size]);
    }
    int slot = size % SLOTS;
    SampleColumn column = kept[slot];
    if (column == null || column.size() != size) {
      column = SampleColumn.floats(new long[size], new double[size]);
      kept[slot] = column;
    }
    return column;
  }
}
