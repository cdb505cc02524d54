package io.carillon.querier.exec;

import io.carillon.querier.function.GoFormat;

/** Numbers as label values in OpenMetrics' form: 1.0, 0.5, 1e+06. */
final class OpenMetricsFloat {
  private OpenMetricsFloat() {}

  static String format(double value) {
    if (value == 1) {
      return "1.0";
    }
    if (value == 0) {
      return "0.0";
    }
    if (value == -1) {
      return "-1.0";
    }
    if (Double.isNaN(value) || Double.isInfinite(value)) {
      return GoFormat.general(value);
    }
    String text = GoFormat.general(value);
    return text.indexOf('.') >= 0 || text.indexOf('e') >= 0 ? text : text + ".0";
  }
}
