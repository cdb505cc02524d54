package io.carillon.querier.fuzz;

import io.carillon.common.labels.Labels;
import java.util.List;

/** A series with its samples in time order. */
public record FuzzSeries(Labels labels, List<Point> points) {
  public FuzzSeries {
    points = List.copyOf(points);
  }
}
