package io.carillon.querier.exec;

import io.carillon.common.labels.BrokenUtf8;
import io.carillon.common.labels.Labels;
import io.carillon.common.labels.LabelsBuilder;
import io.carillon.common.labels.Utf8Order;

/** Labels that say what a metric is, and go when a function changes its meaning. */
final class Names {
  private static final String TYPE = "__type__";
  private static final String UNIT = "__unit__";

  private Names() {}

  /** Whether a label may be called so: any text but the empty one. */
  static boolean isValidLabel(String name) {
    return !name.isEmpty() && !BrokenUtf8.isIn(name);
  }

  /**
   * Whether series of one metric name may get the same labels as this one without type and unit. A
   * series that has neither counts as well, unless it stands behind all that have them.
   */
  static boolean losesMoreThanName(Labels labels) {
    return labels.find(TYPE) != null
        || labels.find(UNIT) != null
        || labels.isEmpty()
        || Utf8Order.compare(labels.name(labels.size() - 1), UNIT) <= 0;
  }

  /** Whether a label is one of those that say what a metric is. */
  static boolean isName(String label) {
    return label.equals(Labels.METRIC_NAME) || label.equals(TYPE) || label.equals(UNIT);
  }

  /** The labels without metric name, type and unit. */
  static Labels drop(Labels labels) {
    return labels.filter(name -> !isName(name));
  }

  static void drop(LabelsBuilder builder) {
    builder.remove(Labels.METRIC_NAME).remove(TYPE).remove(UNIT);
  }
}
