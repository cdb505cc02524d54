package io.carillon.querier.exec;

import io.carillon.common.labels.BrokenUtf8;
import io.carillon.common.labels.Labels;
import io.carillon.common.labels.LabelsBuilder;

/** Labels that say what a metric is, and go when a function changes its meaning. */
final class Names {
  private static final String TYPE = "__type__";
  private static final String UNIT = "__unit__";

  private Names() {}

  /** Whether a label may be called so: any text but the empty one. */
  static boolean isValidLabel(String name) {
    return !name.isEmpty() && !BrokenUtf8.isIn(name);
  }

  /** Whether a label is one of those that say what a metric is. */
  static boolean isName(String label) {
    return label.equals(Labels.METRIC_NAME) || label.equals(TYPE) || label.equals(UNIT);
  }

  /** The labels without metric name, type and unit. */
  static Labels drop(Labels labels) {
    if (labels.find(Labels.METRIC_NAME) == null
        && labels.find(TYPE) == null
        && labels.find(UNIT) == null) {
      return labels;
    }
    LabelsBuilder builder = labels.toBuilder();
    drop(builder);
    return builder.build();
  }

  static void drop(LabelsBuilder builder) {
    builder.remove(Labels.METRIC_NAME).remove(TYPE).remove(UNIT);
  }
}
