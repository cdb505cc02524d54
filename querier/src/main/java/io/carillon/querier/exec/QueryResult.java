package io.carillon.querier.exec;

import java.util.List;

/**
 * An answer.
 *
 * @param warnings texts with positions, without duplicates
 * @param infos texts with positions, without duplicates
 * @param stats what it cost
 */
public record QueryResult(
    QueryValue value, List<String> warnings, List<String> infos, QueryStats stats) {
  public QueryResult {
    warnings = List.copyOf(warnings);
    infos = List.copyOf(infos);
  }
}
