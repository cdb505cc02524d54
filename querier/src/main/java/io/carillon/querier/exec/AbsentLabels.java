package io.carillon.querier.exec;

import io.carillon.common.labels.Labels;
import io.carillon.common.labels.LabelsBuilder;
import io.carillon.common.labels.Matcher;
import java.util.BitSet;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** The series that absent and absent_over_time make up. */
final class AbsentLabels {
  private AbsentLabels() {}

  /** Labels that equality matchers fix; one that is named again is not fixed. */
  static Labels of(List<Matcher> matchers) {
    LabelsBuilder builder = new LabelsBuilder();
    Set<String> seen = new HashSet<>();
    for (Matcher matcher : matchers) {
      if (matcher.name().equals(Labels.METRIC_NAME)) {
        continue;
      }
      if (matcher.type() == Matcher.Type.EQUAL && seen.add(matcher.name())) {
        builder.set(matcher.name(), matcher.value());
      } else {
        builder.remove(matcher.name());
      }
    }
    return builder.build();
  }

  /** 1 at the steps that were not seen. */
  static StepSeries where(BitSet seen, Labels labels, Grid grid) {
    StepSeriesBuilder builder = new StepSeriesBuilder(grid.count());
    for (int step = seen.nextClearBit(0); step < grid.count(); step = seen.nextClearBit(step + 1)) {
      builder.set(step, 1);
    }
    return builder.build(labels, true);
  }
}
