package io.carillon.deploy.cli;

import com.fasterxml.jackson.databind.JsonNode;
import io.carillon.common.labels.Labels;
import io.carillon.common.labels.LabelsBuilder;
import java.util.ArrayList;
import java.util.List;

/**
 * The result of a query.
 *
 * @param isRange whether it has many points a series
 * @param series one without labels for a scalar or a string
 */
record QueryAnswer(boolean isRange, List<Series> series) {
  private static final double MS_PER_SECOND = 1000;

  /**
   * One series.
   *
   * @param points in order of time
   */
  record Series(Labels labels, List<Point> points) {
    /** As PromQL writes a selector. */
    String name() {
      String metric = labels.metricName();
      Labels rest = labels.toBuilder().remove(Labels.METRIC_NAME).build();
      return rest.isEmpty() && !metric.isEmpty() ? metric : metric + rest;
    }
  }

  /**
   * One point.
   *
   * @param value as the server wrote it; of a histogram, its count and sum
   */
  record Point(long timestampMs, String value) {
    /** The number, or NaN when it is none. */
    double number() {
      return switch (value) {
        case "+Inf" -> Double.POSITIVE_INFINITY;
        case "-Inf" -> Double.NEGATIVE_INFINITY;
        default -> {
          try {
            yield Double.parseDouble(value);
          } catch (NumberFormatException _) {
            yield Double.NaN;
          }
        }
      };
    }
  }

  /** Reads the {@code data} of a query's answer. */
  static QueryAnswer of(JsonNode data) {
    JsonNode result = data.path("result");
    return switch (data.path("resultType").asText()) {
      case "matrix" -> new QueryAnswer(true, all(result));
      case "vector" -> new QueryAnswer(false, all(result));
      default -> new QueryAnswer(false, List.of(new Series(Labels.EMPTY, List.of(point(result)))));
    };
  }

  private static List<Series> all(JsonNode result) {
    List<Series> series = new ArrayList<>();
    for (JsonNode one : result) {
      LabelsBuilder labels = new LabelsBuilder();
      one.path("metric").properties().forEach(l -> labels.add(l.getKey(), l.getValue().asText()));
      List<Point> points = new ArrayList<>();
      one.path("values").forEach(value -> points.add(point(value)));
      one.path("histograms").forEach(value -> points.add(point(value)));
      if (one.has("value")) {
        points.add(point(one.path("value")));
      }
      if (one.has("histogram")) {
        points.add(point(one.path("histogram")));
      }
      points.sort((a, b) -> Long.compare(a.timestampMs(), b.timestampMs()));
      series.add(new Series(labels.build(), points));
    }
    return series;
  }

  private static Point point(JsonNode pair) {
    JsonNode value = pair.path(1);
    String text =
        value.isObject()
            ? "count=" + value.path("count").asText() + " sum=" + value.path("sum").asText()
            : value.asText();
    return new Point(Math.round(pair.path(0).asDouble() * MS_PER_SECOND), text);
  }
}
