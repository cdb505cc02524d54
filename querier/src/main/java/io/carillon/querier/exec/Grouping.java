package io.carillon.querier.exec;

import io.carillon.common.labels.Labels;
import io.carillon.common.labels.LabelsBuilder;
import java.util.List;
import java.util.Set;

/** The labels by which an aggregation groups. */
final class Grouping {
  private final Set<String> names;
  private final boolean isWithout;

  Grouping(List<String> names, boolean isWithout) {
    this.names = Set.copyOf(names);
    this.isWithout = isWithout;
  }

  /** Labels of the group that a series belongs to. */
  Labels of(Labels labels) {
    if (!isWithout && names.isEmpty()) {
      return Labels.EMPTY;
    }
    LabelsBuilder builder = new LabelsBuilder();
    for (int i = 0; i < labels.size(); i++) {
      String name = labels.name(i);
      boolean isListed = names.contains(name);
      if (isWithout ? !isListed && !Names.isName(name) : isListed) {
        builder.add(name, labels.value(i));
      }
    }
    return builder.build();
  }
}
