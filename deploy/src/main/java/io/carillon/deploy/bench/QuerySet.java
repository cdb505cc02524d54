package io.carillon.deploy.bench;

import io.carillon.deploy.bench.data.GeneratedSeries;
import java.util.List;

/**
 * Queries and the data that they are asked of.
 *
 * @param series metrics of no other set
 * @param times of the samples; sets that are loaded one after the other do not overlap
 */
record QuerySet(String name, GeneratedSeries series, ScrapeTimes times, List<BenchQuery> queries) {
  QuerySet {
    queries = List.copyOf(queries);
  }
}
