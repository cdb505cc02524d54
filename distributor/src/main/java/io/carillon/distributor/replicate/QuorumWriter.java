package io.carillon.distributor.replicate;

import io.carillon.common.error.CarillonException;
import io.carillon.common.error.ErrorCode;
import io.carillon.common.ring.Ring;
import io.carillon.common.ring.RingView;
import io.carillon.common.store.Replicas;
import io.carillon.common.time.MonotonicClock;
import io.carillon.distributor.route.HashedWrite;
import io.carillon.distributor.route.ReplicaBatch;
import io.carillon.distributor.route.RoutedWrite;
import io.carillon.distributor.route.Router;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Makes requests durable on their write quorums. Thread-safe. */
public final class QuorumWriter {
  /** Setting of the longest wait for a write quorum. */
  public static final String TIMEOUT = "write-timeout";

  /** Setting of the bytes on their way to one ingester. */
  public static final String MAX_REPLICA_IN_FLIGHT_BYTES = "max-replica-in-flight-bytes";

  private static final Logger log = LoggerFactory.getLogger(QuorumWriter.class);

  private final RingView ringView;
  private final ReplicaPusher pusher;
  private final long timeoutMs;
  private final MonotonicClock clock;
  private final LogThrottle logThrottle;

  public QuorumWriter(
      RingView ringView,
      Replicas replicas,
      long timeoutMs,
      long maxReplicaInFlightBytes,
      MonotonicClock clock,
      PrometheusRegistry registry) {
    this.ringView = ringView;
    this.pusher = new ReplicaPusher(replicas, maxReplicaInFlightBytes, clock, registry);
    this.timeoutMs = timeoutMs;
    this.clock = clock;
    this.logThrottle = new LogThrottle(clock);
  }

  /**
   * Pushes a request to all its replicas and waits, on a virtual thread, until it is durable on W
   * of them in every partition. A request that was routed by an old ring is routed again once.
   *
   * @return series that ingesters refused for good; all others are durable
   * @throws CarillonException with UNAVAILABLE, OVERLOADED or STORAGE_FULL when a partition has no
   *     quorum in time: the request may be sent again; with CANCELED when the thread is interrupted
   */
  public List<SeriesRejection> write(HashedWrite write) {
    long deadlineNanos = clock.nanoTime() + TimeUnit.MILLISECONDS.toNanos(timeoutMs);
    Ring ring = currentRing();
    Verdict verdict = attempt(Router.route(write, ring), deadlineNanos);
    if (verdict instanceof Verdict.Moved moved) {
      pusher.metrics().rerouted();
      ringView.offer(moved.ring());
      verdict = attempt(Router.route(write, currentRing()), deadlineNanos);
    }
    return switch (verdict) {
      case Verdict.Durable durable -> durable.rejections();
      case Verdict.Missing missing -> throw missingQuorum(missing.code(), missing.text());
      case Verdict.Moved moved ->
          throw missingQuorum(
              ErrorCode.UNAVAILABLE,
              "the ring changed to epoch " + moved.ring().epoch() + " meanwhile; send it again");
    };
  }

  private Ring currentRing() {
    Ring ring = ringView.current();
    if (ring == null) {
      throw missingQuorum(
          ErrorCode.UNAVAILABLE,
          "there is no ring yet: the cluster's first start is not complete; send it again");
    }
    return ring;
  }

  private CarillonException missingQuorum(ErrorCode code, String text) {
    pusher.metrics().quorumMissing(code);
    if (logThrottle.tryAcquire()) {
      log.warn("event=write_quorum_missing code={} reason=\"{}\"", code, text.replace('\n', '|'));
    }
    return new CarillonException(code, text);
  }

  private Verdict attempt(RoutedWrite routed, long deadlineNanos) {
    QuorumTracker tracker = new QuorumTracker(routed);
    for (ReplicaBatch batch : routed.batches()) {
      pusher.push(batch, tracker);
    }
    try {
      return tracker
          .verdict()
          .get(Math.max(0, deadlineNanos - clock.nanoTime()), TimeUnit.NANOSECONDS);
    } catch (TimeoutException _) {
      return tracker.timeOut(timeoutMs);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CarillonException(
          ErrorCode.CANCELED, "the sender went away before its request was durable", e);
    } catch (ExecutionException e) {
      throw new IllegalStateException("a verdict never fails", e);
    }
  }
}
