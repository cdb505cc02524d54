package io.carillon.ingester.index;

import java.util.List;

/**
 * What makes the index of a tenant large. Lists hold the largest first, those of the same size by
 * name.
 *
 * @param seriesCount series in memory
 * @param nameCount label names
 * @param pairCount labels: different pairs of name and value
 * @param seriesByMetric metric names and their series
 * @param valuesByName label names and their values
 * @param charsByName label names and the characters of all their values
 * @param seriesByPair labels, as {@code name=value}, and their series
 */
public record Cardinality(
    int seriesCount,
    int nameCount,
    int pairCount,
    List<Count> seriesByMetric,
    List<Count> valuesByName,
    List<Count> charsByName,
    List<Count> seriesByPair) {
  /** Of a tenant without series. */
  static final Cardinality NOTHING =
      new Cardinality(0, 0, 0, List.of(), List.of(), List.of(), List.of());

  /** How often something is there. */
  public record Count(String name, long count) {}
}
