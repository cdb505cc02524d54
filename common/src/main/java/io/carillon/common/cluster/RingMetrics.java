package io.carillon.common.cluster;

import io.prometheus.metrics.core.metrics.GaugeWithCallback;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.util.function.Supplier;

/** The ring in a node's own metrics. */
public final class RingMetrics {
  private RingMetrics() {}

  /**
   * Registers the gauges.
   *
   * @param status the ring as seen at the time of a scrape
   */
  public static void register(PrometheusRegistry registry, Supplier<RingStatus> status) {
    GaugeWithCallback.builder()
        .name("carillon_ring_epoch")
        .help("Version of the ring that this node goes by; 0 while it has none.")
        .callback(callback -> callback.call((double) status.get().epoch()))
        .register(registry);
    GaugeWithCallback.builder()
        .name("carillon_ring_instances")
        .help("Ingesters of the ring, by whether this node sees them in the cluster.")
        .labelNames("reachable")
        .callback(
            callback -> {
              RingStatus now = status.get();
              int reachable =
                  (int)
                      now.instances().stream()
                          .filter(RingStatus.InstanceStatus::isReachable)
                          .count();
              callback.call(reachable, "true");
              callback.call(now.instances().size() - reachable, "false");
            })
        .register(registry);
    GaugeWithCallback.builder()
        .name("carillon_ring_partitions")
        .help("Partitions by how many of their replicas this node sees in the cluster.")
        .labelNames("coverage")
        .callback(
            callback -> {
              RingStatus.Coverage coverage = status.get().coverage();
              callback.call(coverage.full(), "full");
              callback.call(coverage.atQuorum(), "at_quorum");
              callback.call(coverage.belowQuorum(), "below_quorum");
              callback.call(coverage.missing(), "missing");
            })
        .register(registry);
  }
}
