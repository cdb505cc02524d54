package io.carillon.querier.fanout;

import io.carillon.common.error.CarillonException;
import io.carillon.common.error.ErrorCode;
import io.carillon.common.ring.Ring;
import io.carillon.common.ring.RingView;
import io.carillon.common.store.Replicas;
import io.carillon.common.store.Trailer;
import io.carillon.common.time.MonotonicClock;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * One question to the cluster over its life: asked under the newest ring, asked once more when an
 * answer brings a newer one, judged at the end. Used by one thread.
 */
final class Inquiry<T> {
  /** What all questions share. Thread-safe. */
  record Context(
      RingView ringView,
      Replicas replicas,
      FanoutConfig config,
      MonotonicClock clock,
      ReplicaHealth health,
      FanoutMetrics metrics) {}

  private final Context context;
  private final Function<Ring, ReplicaCall<T>> callUnder;
  private final long minMs;
  private final long maxMs;
  private boolean hasRepeated;

  /**
   * @param callUnder the question as it is asked under a ring
   * @param minMs first time that the answer must be complete for
   * @param maxMs last time that the answer must be complete for
   */
  Inquiry(Context context, Function<Ring, ReplicaCall<T>> callUnder, long minMs, long maxMs) {
    this.context = context;
    this.callUnder = callUnder;
    this.minMs = minMs;
    this.maxMs = maxMs;
  }

  /**
   * Starts asking.
   *
   * @throws CarillonException with UNAVAILABLE when there is no ring yet
   */
  Gathering<T> open() {
    Ring ring = context.ringView.current();
    if (ring == null) {
      throw new CarillonException(
          ErrorCode.UNAVAILABLE,
          "no ring yet: the cluster is created once all ingesters named by --join are there; see"
              + " the log of the ingesters for those that are missing");
    }
    Gathering<T> gathering = new Gathering<>(ring, context.config, context.clock, context.health);
    gathering.start(context.replicas, callUnder.apply(ring));
    return gathering;
  }

  /**
   * Judges an answer whose lanes have all ended or been given up.
   *
   * @param mayRepeat whether nothing was given out yet
   * @return the trailer of the whole answer; null when the question must be asked again
   * @throws CarillonException when the answer is not complete
   */
  @Nullable Trailer conclude(Gathering<T> gathering, boolean mayRepeat) {
    List<Lane<T>> lanes = gathering.lanes();
    long deleteNumber = 0;
    for (Lane<T> lane : lanes) {
      context.health.record(lane);
      Trailer trailer = lane.trailer();
      if (trailer != null) {
        deleteNumber = Math.max(deleteNumber, trailer.deleteNumber());
        if (trailer.newerRing() != null) {
          context.ringView.offer(trailer.newerRing());
        }
      }
    }
    Ring newest = Objects.requireNonNullElse(context.ringView.current(), gathering.ring());
    if (newest.epoch() > gathering.ring().epoch() && mayRepeat && !hasRepeated) {
      hasRepeated = true;
      context.metrics.repeated().inc();
      return null;
    }
    try {
      new Completeness(newest, lanes, minMs, maxMs).require();
    } catch (CarillonException e) {
      context.metrics.incomplete().inc();
      throw e;
    }
    return new Trailer("", newest.epoch(), deleteNumber, List.of(), null);
  }
}
