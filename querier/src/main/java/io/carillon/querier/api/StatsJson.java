package io.carillon.querier.api;

import io.carillon.querier.exec.Query;
import io.carillon.querier.exec.QueryStats;
import java.io.IOException;

/** Writes what a query cost, in the fields of Prometheus (util/stats/query_stats.go). */
final class StatsJson {
  /** Value of the parameter {@code stats} that asks for samples by step too. */
  static final String ALL = "all";

  private static final double NANOS_PER_SECOND = 1e9;

  private StatsJson() {}

  /** The field {@code "stats":{"timings":{…},"samples":{…}}}. */
  static void write(PromJson json, QueryStats stats, Query query, boolean isByStep)
      throws IOException {
    json.raw("\"stats\":{\"timings\":");
    timings(json, stats.timings());
    json.raw(",\"samples\":{");
    QueryStats.Samples samples = stats.samples();
    long[] byStep = samples.queryableByStep();
    if (isByStep && byStep != null) {
      json.raw("\"totalQueryableSamplesPerStep\":");
      byStep(json, byStep, query);
      json.raw(',');
    }
    number(json, "totalQueryableSamples", samples.queryable()).raw(',');
    number(json, "samplesRead", samples.read()).raw(',');
    number(json, "peakSamples", samples.peak()).raw("}}");
  }

  private static void timings(PromJson json, QueryStats.Timings timings) throws IOException {
    long evaluationNanos =
        timings.preparationNanos() + timings.evaluationNanos() + timings.sortNanos();
    json.raw('{');
    seconds(json, "evalTotalTime", evaluationNanos).raw(',');
    seconds(json, "resultSortTime", timings.sortNanos()).raw(',');
    seconds(json, "queryPreparationTime", timings.preparationNanos()).raw(',');
    seconds(json, "innerEvalTime", timings.evaluationNanos()).raw(',');
    seconds(json, "execQueueTime", timings.queueNanos()).raw(',');
    seconds(json, "execTotalTime", timings.queueNanos() + evaluationNanos).raw('}');
  }

  private static PromJson seconds(PromJson json, String name, long nanos) throws IOException {
    return json.raw('"').raw(name).raw("\":").raw(GoFloat.format(nanos / NANOS_PER_SECOND));
  }

  private static PromJson number(PromJson json, String name, long value) throws IOException {
    return json.raw('"').raw(name).raw("\":").raw(Long.toString(value));
  }

  private static void byStep(PromJson json, long[] counts, Query query) throws IOException {
    char separator = '[';
    for (int step = 0; step < counts.length; step++) {
      json.raw(separator).raw('[').timestamp(query.startMs() + step * query.stepMs());
      json.raw(',').raw(Long.toString(counts[step])).raw(']');
      separator = ',';
    }
    json.raw(']');
  }
}
