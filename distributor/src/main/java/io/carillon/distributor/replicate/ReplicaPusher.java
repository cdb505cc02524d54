package io.carillon.distributor.replicate;

import io.carillon.common.error.ErrorCode;
import io.carillon.common.store.PushAck;
import io.carillon.common.store.Replicas;
import io.carillon.common.store.SampleSink;
import io.carillon.common.time.MonotonicClock;
import io.carillon.distributor.route.ReplicaBatch;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Pushes batches to ingesters without waiting. What is on its way to one ingester is bounded in
 * bytes: beyond that its batch is dropped at once, and the others decide about the quorum.
 * Thread-safe.
 */
final class ReplicaPusher {
  private static final Logger log = LoggerFactory.getLogger(ReplicaPusher.class);

  private final Replicas replicas;
  private final long maxInFlightBytes;
  private final ConcurrentHashMap<String, ByteBudget> budgets = new ConcurrentHashMap<>();
  private final ReplicationMetrics metrics;
  private final LogThrottle logThrottle;

  ReplicaPusher(
      Replicas replicas, long maxInFlightBytes, MonotonicClock clock, PrometheusRegistry registry) {
    this.replicas = replicas;
    this.maxInFlightBytes = maxInFlightBytes;
    this.logThrottle = new LogThrottle(clock);
    this.metrics = new ReplicationMetrics(registry, budgets);
  }

  ReplicationMetrics metrics() {
    return metrics;
  }

  /** Pushes one batch; its end is told to the tracker, now or later, once. */
  void push(ReplicaBatch batch, QuorumTracker tracker) {
    SampleSink sink = replicas.sink(batch.instanceId());
    if (sink == null) {
      fail(batch, tracker, PushOutcome.UNREACHABLE, ErrorCode.UNAVAILABLE, "no address is known");
      return;
    }
    ByteBudget budget =
        budgets.computeIfAbsent(batch.instanceId(), _ -> new ByteBudget(maxInFlightBytes));
    long sizeBytes = batch.content().sizeBytes();
    if (!budget.tryAcquire(sizeBytes)) {
      String reason =
          maxInFlightBytes
              + " bytes are on their way already (setting "
              + QuorumWriter.MAX_REPLICA_IN_FLIGHT_BYTES
              + ")";
      fail(batch, tracker, PushOutcome.DROPPED, ErrorCode.OVERLOADED, reason);
      return;
    }
    var _ =
        start(sink, batch)
            .whenComplete(
                (ack, error) -> {
                  budget.release(sizeBytes);
                  onEnd(batch, tracker, ack, error);
                });
  }

  private static CompletableFuture<PushAck> start(SampleSink sink, ReplicaBatch batch) {
    try {
      return sink.push(batch.content().batch());
    } catch (RuntimeException e) {
      return CompletableFuture.failedFuture(e);
    }
  }

  private void onEnd(
      ReplicaBatch batch, QuorumTracker tracker, @Nullable PushAck ack, @Nullable Throwable error) {
    if (ack != null) {
      metrics.pushed(batch.instanceId(), PushOutcome.of(ack));
      tracker.onAck(batch, ack);
    } else {
      if (logThrottle.tryAcquire()) {
        log.error("event=push_failed instance_id={}", batch.instanceId(), error);
      }
      fail(batch, tracker, PushOutcome.ERROR, ErrorCode.INTERNAL, String.valueOf(error));
    }
  }

  private void fail(
      ReplicaBatch batch,
      QuorumTracker tracker,
      PushOutcome outcome,
      ErrorCode code,
      String reason) {
    metrics.pushed(batch.instanceId(), outcome);
    tracker.onFailure(batch, code, reason);
  }
}
