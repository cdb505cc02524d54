package io.carillon.querier.fanout;

import io.carillon.common.column.ColumnFrame;
import io.carillon.common.column.SampleColumn;
import io.carillon.common.column.SampleMerger;
import io.carillon.common.column.SampleOrder;
import io.carillon.common.store.SelectedSeries;
import java.util.Arrays;
import java.util.List;

/** Unites what replicas hold of one series. Replicas usually agree, which is decided first. */
final class ReplicaUnion {
  private ReplicaUnion() {}

  /** Whether two replicas sent the same packed frames, so that one of them can be left out. */
  static boolean isSamePacked(SelectedSeries a, SelectedSeries b) {
    List<ColumnFrame> framesA = a.frames();
    List<ColumnFrame> framesB = b.frames();
    if (framesA.size() != framesB.size()) {
      return false;
    }
    for (int i = 0; i < framesA.size(); i++) {
      if (!(framesA.get(i) instanceof ColumnFrame.Compact p
          && framesB.get(i) instanceof ColumnFrame.Compact q
          && p.isSame(q))) {
        return false;
      }
    }
    return true;
  }

  /**
   * All samples of one replica's series as one column.
   *
   * @throws io.carillon.common.error.CarillonException with CORRUPTION when a frame is broken
   */
  static SampleColumn column(SelectedSeries series) {
    return ColumnFrame.join(series.frames());
  }

  /** The union of two columns; {@code a} itself when {@code b} adds nothing. */
  static SampleColumn unite(SampleColumn a, SampleColumn b) {
    return isEqual(a, b) ? a : SampleMerger.merge(a, b);
  }

  private static boolean isEqual(SampleColumn a, SampleColumn b) {
    if (!Arrays.equals(a.timestampsMs(), b.timestampsMs())) {
      return false;
    }
    for (int i = 0; i < a.size(); i++) {
      boolean areSameFloats =
          a.histogram(i) == null
              && b.histogram(i) == null
              && a.startMs(i) == b.startMs(i)
              && Double.doubleToRawLongBits(a.values()[i])
                  == Double.doubleToRawLongBits(b.values()[i]);
      if (!areSameFloats && SampleOrder.compare(a, i, b, i) != 0) {
        return false;
      }
    }
    return true;
  }
}
