package io.carillon.querier.fuzz;

import io.carillon.common.labels.Labels;
import java.util.List;

/** What a query gives, in a form in which answers of all origins can be compared. */
public sealed interface Answer {
  /** Series with samples; a scalar is a series without labels. */
  record Series(String type, List<Row> rows) implements Answer {
    public Series {
      rows = List.copyOf(rows);
    }
  }

  /** A series. */
  record Row(Labels labels, List<Point> points) {
    public Row {
      points = List.copyOf(points);
    }
  }

  /** A string. */
  record Text(String text) implements Answer {}

  /** No answer, and why. */
  record Failure(String message) implements Answer {}

  /** Whether there is nothing in it. */
  default boolean isEmpty() {
    return switch (this) {
      case Series series -> series.rows().isEmpty();
      case Text text -> text.text().isEmpty();
      case Failure _ -> true;
    };
  }
}
