package io.carillon.querier.fanout;

import io.carillon.common.store.Trailer;
import io.prometheus.metrics.core.metrics.Counter;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What recent answers say about each ingester, for metrics, for one log line at each change, and to
 * not lean on those that do not vouch for all their data. Soft state; thread-safe.
 */
final class ReplicaHealth {
  private static final Logger log = LoggerFactory.getLogger(ReplicaHealth.class);

  private final Set<String> failing = ConcurrentHashMap.newKeySet();
  private final Set<String> notVouching = ConcurrentHashMap.newKeySet();
  private final Counter answers;

  ReplicaHealth(Counter answers) {
    this.answers = answers;
  }

  /** Whether the last answer of an instance vouched for everything. */
  boolean isVouching(String instanceId) {
    return !notVouching.contains(instanceId);
  }

  /** Takes note of how an answer ended. */
  void record(Lane<?> lane) {
    answers.labelValues(lane.state().name().toLowerCase(Locale.ROOT)).inc();
    String id = lane.instanceId;
    Trailer trailer = lane.trailer();
    if (trailer != null) {
      if (failing.remove(id)) {
        log.info("event=replica_answers_again instance={}", id);
      }
      if (trailer.unvouched().isEmpty()) {
        notVouching.remove(id);
      } else {
        notVouching.add(id);
      }
    } else if (lane.state() == Lane.State.FAILED
        && lane.requestError() == null
        && failing.add(id)) {
      log.warn(
          "event=replica_failed instance={} reason=\"{}\" msg=\"queries go on with the other"
              + " replicas; said again only after it has answered\"",
          id,
          lane.reason());
    }
  }
}
