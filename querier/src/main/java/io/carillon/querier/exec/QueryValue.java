package io.carillon.querier.exec;

import io.carillon.common.column.SampleColumn;
import io.carillon.common.histogram.FloatHistogram;
import io.carillon.common.labels.Labels;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The value of a query. */
public sealed interface QueryValue {
  /** A number at a time. */
  record Scalar(long timestampMs, double value) implements QueryValue {}

  /** A text at a time. */
  record Text(long timestampMs, String value) implements QueryValue {}

  /** Series with one sample each. */
  record Vector(List<Element> elements) implements QueryValue {
    public Vector {
      elements = List.copyOf(elements);
    }
  }

  /**
   * One sample.
   *
   * @param histogram null for a float
   */
  record Element(
      Labels labels, long timestampMs, double value, @Nullable FloatHistogram histogram) {}

  /** Series with many samples, in label order. */
  record Matrix(List<Series> series) implements QueryValue {
    public Matrix {
      series = List.copyOf(series);
    }
  }

  /** One series. */
  record Series(Labels labels, SampleColumn samples) {}
}
