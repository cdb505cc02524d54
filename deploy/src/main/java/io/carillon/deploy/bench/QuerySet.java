package io.carillon.deploy.bench;

import java.util.List;

/**
 * Queries and the data that they are asked of.
 *
 * @param series metrics of no other set
 * @param times no set begins before another's end unless it is the one before
 */
record QuerySet(String name, GeneratedSeries series, ScrapeTimes times, List<BenchQuery> queries) {
  QuerySet {
    queries = List.copyOf(queries);
  }
}
