package io.carillon.querier.api;

import io.carillon.common.column.SampleColumn;
import io.carillon.common.histogram.NativeHistogram;
import io.carillon.querier.exec.QueryValue;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Writes the value of a query as the {@code data} of an answer (web/api/v1/json_codec.go). */
final class ResultJson {
  private ResultJson() {}

  /** The fields {@code "resultType":"vector","result":[…]}. */
  static void write(PromJson json, QueryValue value) throws IOException {
    json.raw("\"resultType\":\"").raw(typeName(value)).raw("\",\"result\":");
    switch (value) {
      case QueryValue.Scalar scalar -> {
        pointTime(json, scalar.timestampMs());
        json.raw('"').raw(GoFloat.formatPlain(scalar.value())).raw("\"]");
      }
      case QueryValue.Text text -> {
        pointTime(json, text.timestampMs());
        json.string(text.value()).raw(']');
      }
      case QueryValue.Vector vector -> vector(json, vector.elements());
      case QueryValue.Matrix matrix -> matrix(json, matrix.series());
    }
  }

  private static String typeName(QueryValue value) {
    return switch (value) {
      case QueryValue.Scalar _ -> "scalar";
      case QueryValue.Text _ -> "string";
      case QueryValue.Vector _ -> "vector";
      case QueryValue.Matrix _ -> "matrix";
    };
  }

  /** Scalars and strings pass through another encoder, which drops zeros at the end. */
  private static void pointTime(PromJson json, long timestampMs) throws IOException {
    json.raw('[').raw(GoFloat.format(timestampMs / 1000.0)).raw(',');
  }

  private static void vector(PromJson json, List<QueryValue.Element> elements) throws IOException {
    char separator = '[';
    for (QueryValue.Element element : elements) {
      json.raw(separator).raw("{\"metric\":").labels(element.labels());
      json.raw(element.histogram() == null ? ",\"value\":" : ",\"histogram\":");
      point(json, element.timestampMs(), element.value(), element.histogram());
      json.raw('}');
      separator = ',';
    }
    json.raw(elements.isEmpty() ? "[]" : "]");
  }

  private static void matrix(PromJson json, List<QueryValue.Series> series) throws IOException {
    char separator = '[';
    for (QueryValue.Series one : series) {
      json.raw(separator).raw("{\"metric\":").labels(one.labels());
      points(json, "values", one.samples(), false);
      points(json, "histograms", one.samples(), true);
      json.raw('}');
      separator = ',';
    }
    json.raw(series.isEmpty() ? "[]" : "]");
  }

  private static void points(
      PromJson json, String field, SampleColumn samples, boolean ofHistograms) throws IOException {
    if (ofHistograms && samples.histograms() == null) {
      return;
    }
    boolean isFirst = true;
    for (int i = 0; i < samples.size(); i++) {
      NativeHistogram histogram = samples.histogram(i);
      if ((histogram != null) != ofHistograms) {
        continue;
      }
      json.raw(',');
      if (isFirst) {
        json.raw('"').raw(field).raw("\":[");
        isFirst = false;
      }
      point(json, samples.timestampsMs()[i], samples.values()[i], histogram);
    }
    if (!isFirst) {
      json.raw(']');
    }
  }

  private static void point(
      PromJson json, long timestampMs, double value, @Nullable NativeHistogram histogram)
      throws IOException {
    if (histogram == null) {
      json.point(timestampMs, value);
    } else {
      json.raw('[').timestamp(timestampMs).raw(',');
      HistogramJson.write(json, histogram.toFloat());
      json.raw(']');
    }
  }
}
