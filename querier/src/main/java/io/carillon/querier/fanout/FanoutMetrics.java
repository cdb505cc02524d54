package io.carillon.querier.fanout;

import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.model.registry.PrometheusRegistry;

/**
 * What reading from the cluster counts about itself.
 *
 * @param answers answers of single ingesters, labelled by how they ended
 * @param incomplete reads that failed for lack of vouching replicas
 * @param repeated reads that were asked again under a newer ring
 */
record FanoutMetrics(Counter answers, Counter incomplete, Counter repeated) {
  static FanoutMetrics in(PrometheusRegistry registry) {
    return new FanoutMetrics(
        Counter.builder()
            .name("carillon_querier_replica_answers_total")
            .help("Answers of ingesters to reads, by how they ended.")
            .labelNames("outcome")
            .register(registry),
        Counter.builder()
            .name("carillon_querier_incomplete_reads_total")
            .help("Reads that failed since too few replicas of a partition vouched for it.")
            .register(registry),
        Counter.builder()
            .name("carillon_querier_repeated_reads_total")
            .help("Reads that were asked again since an ingester knew a newer ring.")
            .register(registry));
  }
}
