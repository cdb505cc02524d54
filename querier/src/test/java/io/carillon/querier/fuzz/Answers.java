package io.carillon.querier.fuzz;

import io.carillon.common.column.SampleColumn;
import io.carillon.common.histogram.NativeHistogram;
import io.carillon.common.labels.Labels;
import io.carillon.querier.exec.QueryValue;
import java.util.ArrayList;
import java.util.List;

/** Turns the engine's values into answers. */
final class Answers {
  private Answers() {}

  static Answer of(QueryValue value) {
    return switch (value) {
      case QueryValue.Scalar scalar ->
          scalar(List.of(Point.of(scalar.timestampMs(), scalar.value())));
      case QueryValue.Text text -> new Answer.Text(text.value());
      case QueryValue.Vector vector ->
          new Answer.Series(
              "vector",
              vector.elements().stream()
                  .map(
                      one ->
                          new Answer.Row(
                              one.labels(),
                              List.of(new Point(one.timestampMs(), one.value(), one.histogram()))))
                  .toList());
      case QueryValue.Matrix matrix ->
          new Answer.Series(
              "matrix",
              matrix.series().stream()
                  .map(one -> new Answer.Row(one.labels(), points(one.samples())))
                  .toList());
    };
  }

  private static Answer scalar(List<Point> points) {
    return new Answer.Series("scalar", List.of(new Answer.Row(Labels.EMPTY, points)));
  }

  private static List<Point> points(SampleColumn column) {
    List<Point> points = new ArrayList<>();
    for (int i = 0; i < column.size(); i++) {
      NativeHistogram h = column.histogram(i);
      points.add(
          new Point(
              column.timestampsMs()[i],
              h == null ? column.values()[i] : 0,
              h == null ? null : h.toFloat()));
    }
    return points;
  }
}
