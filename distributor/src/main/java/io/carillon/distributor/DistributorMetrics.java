package io.carillon.distributor;

import io.carillon.distributor.replicate.ByteBudget;
import io.carillon.distributor.validate.ExemplarRejection;
import io.carillon.distributor.validate.RejectionReason;
import io.carillon.distributor.validate.WriteValidator;
import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.core.metrics.GaugeWithCallback;
import io.prometheus.metrics.core.metrics.Histogram;
import io.prometheus.metrics.model.registry.PrometheusRegistry;

/** What a distributor tells about requests and samples. Thread-safe. */
final class DistributorMetrics {
  private static final double NANOS_PER_SECOND = 1e9;

  private final Counter requests;
  private final Counter samplesReceived;
  private final Counter samplesAccepted;
  private final Counter samplesRejected;
  private final Counter exemplarsReceived;
  private final Counter exemplarsAccepted;
  private final Counter exemplarsRejected;
  private final Counter metadataDropped;
  private final Histogram writeSeconds;

  DistributorMetrics(PrometheusRegistry registry, ByteBudget inFlight) {
    requests =
        Counter.builder()
            .name("carillon_distributor_writes_total")
            .help("Writes, by outcome: complete, partial or the code of an error.")
            .labelNames("outcome")
            .register(registry);
    samplesReceived =
        counter(registry, "samples_received", "Floats and histograms that could be read.");
    samplesAccepted =
        counter(registry, "samples_accepted", "Floats and histograms durable on a write quorum.");
    samplesRejected =
        Counter.builder()
            .name("carillon_distributor_samples_rejected_total")
            .help("Floats and histograms refused for good, by reason.")
            .labelNames("reason")
            .register(registry);
    for (RejectionReason reason : RejectionReason.values()) {
      samplesRejected.initLabelValues(reason.metricLabel());
    }
    exemplarsReceived = counter(registry, "exemplars_received", "Exemplars that could be read.");
    exemplarsAccepted =
        counter(registry, "exemplars_accepted", "Exemplars durable on a write quorum.");
    exemplarsRejected = exemplarsRejected(registry);
    metadataDropped =
        counter(registry, "metadata_dropped", "Metadata that is not valid or too long.");
    writeSeconds =
        Histogram.builder()
            .name("carillon_distributor_write_seconds")
            .help("Time until a write is durable or refused.")
            .classicOnly()
            .classicUpperBounds(
                0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30)
            .register(registry);
    registerInFlight(registry, inFlight);
  }

  private static Counter exemplarsRejected(PrometheusRegistry registry) {
    Counter rejected =
        Counter.builder()
            .name("carillon_distributor_exemplars_rejected_total")
            .help("Exemplars refused for good, by reason; the samples around them are kept.")
            .labelNames("reason")
            .register(registry);
    for (ExemplarRejection reason : ExemplarRejection.values()) {
      rejected.initLabelValues(reason.metricLabel());
    }
    return rejected;
  }

  private static void registerInFlight(PrometheusRegistry registry, ByteBudget inFlight) {
    GaugeWithCallback.builder()
        .name("carillon_distributor_write_in_flight_bytes")
        .help("Bodies of writes in work, on the wire and decoded.")
        .callback(callback -> callback.call((double) inFlight.usedBytes()))
        .register(registry);
  }

  private static Counter counter(PrometheusRegistry registry, String what, String help) {
    return Counter.builder()
        .name("carillon_distributor_" + what + "_total")
        .help(help)
        .register(registry);
  }

  void received(WriteValidator validator) {
    samplesReceived.inc(validator.receivedSamples());
    metadataDropped.inc(validator.droppedMetadata());
    exemplarsReceived.inc(validator.exemplars().received());
    validator
        .exemplars()
        .rejected()
        .forEach((reason, count) -> exemplarsRejected.labelValues(reason.metricLabel()).inc(count));
  }

  void stored(WriteValidator validator) {
    samplesAccepted.inc(validator.receivedSamples() - validator.rejections().samples());
    validator
        .rejections()
        .samplesByReason()
        .forEach((reason, count) -> samplesRejected.labelValues(reason.metricLabel()).inc(count));
    exemplarsAccepted.inc(validator.exemplars().keptCount());
  }

  void ended(String outcome, long nanos) {
    requests.labelValues(outcome).inc();
    writeSeconds.observe(nanos / NANOS_PER_SECOND);
  }
}
