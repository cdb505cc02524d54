package io.carillon.deploy.cli.storage;

import io.carillon.common.column.SampleColumn;
import io.carillon.common.histogram.NativeHistogram;
import io.carillon.common.labels.LabelQuoting;
import io.carillon.common.labels.Labels;
import io.carillon.deploy.cli.TimeArgument;
import io.carillon.querier.function.GoFormat;
import io.carillon.querier.function.HistogramFormat;
import java.time.Instant;
import java.util.StringJoiner;

/** Samples as OpenMetrics writes them. */
final class SampleText {
  private SampleText() {}

  /** {@code name{a="b",c="d"}}; a name of other characters stands quoted in the braces. */
  static String name(Labels labels) {
    String metric = labels.metricName();
    boolean isPlain = metric.isEmpty() || LabelQuoting.isPlainMetricName(metric);
    StringJoiner pairs = new StringJoiner(",", "{", "}").setEmptyValue("");
    if (!isPlain) {
      pairs.add(quote(metric));
    }
    labels.forEach(
        (name, value) -> {
          if (!name.equals(Labels.METRIC_NAME)) {
            pairs.add(LabelQuoting.name(name) + "=" + quote(value));
          }
        });
    String text = isPlain ? metric + pairs : pairs.toString();
    return text.isEmpty() ? "{}" : text;
  }

  private static String quote(String text) {
    return '"' + text.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n") + '"';
  }

  /** Appends a sample of a column as a line. */
  static void append(StringBuilder out, String name, SampleColumn column, int i) {
    NativeHistogram histogram = column.histogram(i);
    out.append(name).append(' ');
    out.append(
        histogram == null
            ? GoFormat.general(column.values()[i])
            : HistogramFormat.format(histogram.toFloat()));
    out.append(' ');
    out.append(TimeArgument.seconds(Instant.ofEpochMilli(column.timestampsMs()[i]))).append('\n');
  }
}
