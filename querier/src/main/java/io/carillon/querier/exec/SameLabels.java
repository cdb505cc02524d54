package io.carillon.querier.exec;

import io.carillon.common.error.CarillonException;
import io.carillon.common.labels.Labels;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What happens to series that end up with the same labels. */
final class SameLabels {
  private SameLabels() {}

  /**
   * Unites series of the same labels that never have a value at the same step; keeps the order.
   *
   * @throws CarillonException with EXECUTION when two have one at the same step
   */
  static List<StepSeries> merge(List<StepSeries> series, int steps) {
    if (!hasDuplicates(series)) {
      return series;
    }
    Map<Labels, List<StepSeries>> byLabels = new LinkedHashMap<>();
    for (StepSeries one : series) {
      byLabels.computeIfAbsent(one.labels(), _ -> new ArrayList<>()).add(one);
    }
    List<StepSeries> result = new ArrayList<>(byLabels.size());
    byLabels
        .values()
        .forEach(same -> result.add(same.size() == 1 ? same.get(0) : unite(same, steps)));
    return result;
  }

  /**
   * Refuses series of the same labels, even if they never meet.
   *
   * @param seen labels of the series so far; this one's are added
   */
  static void refuse(Set<Labels> seen, Labels labels) {
    if (!seen.add(labels)) {
      throw error();
    }
  }

  private static boolean hasDuplicates(List<StepSeries> series) {
    Set<Labels> seen = new HashSet<>(series.size() * 2);
    for (StepSeries one : series) {
      if (!seen.add(one.labels())) {
        return true;
      }
    }
    return false;
  }

  private static StepSeries unite(List<StepSeries> same, int steps) {
    StepSeriesBuilder builder = new StepSeriesBuilder(steps);
    for (StepSeries one : same) {
      for (int step = one.present().nextSetBit(0);
          step >= 0;
          step = one.present().nextSetBit(step + 1)) {
        if (builder.isPresent(step)) {
          throw error();
        }
        builder.set(step, one);
      }
    }
    return builder.build(same.get(0).labels(), same.get(0).dropsName());
  }

  /** The error of two values of the same labels at the same step. */
  static CarillonException error() {
    return QueryContext.failed("vector cannot contain metrics with the same labelset");
  }
}
