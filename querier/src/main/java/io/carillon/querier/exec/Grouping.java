package io.carillon.querier.exec;

import io.carillon.common.labels.Labels;
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
    return labels.filter(
        isWithout ? name -> !names.contains(name) && !Names.isName(name) : names::contains);
  }
}
