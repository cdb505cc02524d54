package io.carillon.common.store;

import io.carillon.common.column.ColumnFrame;
import io.carillon.common.column.SampleColumn;
import io.carillon.common.labels.Labels;
import java.util.List;

/**
 * One series of an answer.
 *
 * @param labels the series
 * @param frames its samples in the range, each frame later than the one before; none is empty
 */
public record SelectedSeries(Labels labels, List<ColumnFrame> frames) {
  public SelectedSeries {
    frames = List.copyOf(frames);
  }

  /** A series whose samples are unpacked already. */
  public static SelectedSeries of(Labels labels, SampleColumn column) {
    return new SelectedSeries(labels, List.of(new ColumnFrame.Unpacked(column)));
  }
}
