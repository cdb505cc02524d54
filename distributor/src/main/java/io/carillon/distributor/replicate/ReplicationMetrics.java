package io.carillon.distributor.replicate;

import io.carillon.common.error.ErrorCode;
import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.core.metrics.GaugeWithCallback;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.util.Locale;
import java.util.Map;

/** What replication tells about itself. Thread-safe. */
final class ReplicationMetrics {
  private final Counter pushes;
  private final Counter quorumFailures;
  private final Counter reroutes;

  /**
   * Registers the metrics.
   *
   * @param budgets bytes in flight by instance; read at each collection
   */
  ReplicationMetrics(PrometheusRegistry registry, Map<String, ByteBudget> budgets) {
    pushes =
        Counter.builder()
            .name("carillon_distributor_replica_pushes_total")
            .help("Batches for ingesters, by instance and outcome.")
            .labelNames("instance_id", "outcome")
            .register(registry);
    quorumFailures =
        Counter.builder()
            .name("carillon_distributor_quorum_failures_total")
            .help("Requests that some partition lacks its write quorum for, by error code.")
            .labelNames("code")
            .register(registry);
    reroutes =
        Counter.builder()
            .name("carillon_distributor_reroutes_total")
            .help("Requests routed again because an ingester knew a newer ring.")
            .register(registry);
    GaugeWithCallback.builder()
        .name("carillon_distributor_replica_in_flight_bytes")
        .help("Estimated bytes of batches that an ingester has not answered yet.")
        .labelNames("instance_id")
        .callback(
            callback ->
                budgets.forEach((id, budget) -> callback.call((double) budget.usedBytes(), id)))
        .register(registry);
  }

  void pushed(String instanceId, PushOutcome outcome) {
    pushes.labelValues(instanceId, outcome.name().toLowerCase(Locale.ROOT)).inc();
  }

  void quorumMissing(ErrorCode code) {
    quorumFailures.labelValues(code.name().toLowerCase(Locale.ROOT)).inc();
  }

  void rerouted() {
    reroutes.inc();
  }
}
