package io.carillon.querier.fanout;

import io.carillon.common.error.CarillonException;
import io.carillon.common.error.ErrorCode;
import io.carillon.common.ring.ReplicaGroup;
import io.carillon.common.ring.Ring;
import io.carillon.common.store.Trailer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Decides whether an answer is complete: a partition is when a read quorum of its group ended with
 * a trailer that vouches for it over the range.
 */
final class Completeness {
  /** Enough to name every hole of any usual ring, and an end to the text for the largest. */
  private static final int MAX_NAMED_RANGES = 1024;

  private final Ring ring;
  private final long minMs;
  private final long maxMs;
  private final Map<String, Lane<?>> byInstance = new TreeMap<>();

  /**
   * @param ring the newest ring known
   * @param lanes the answers, whose state is final
   */
  Completeness(Ring ring, List<? extends Lane<?>> lanes, long minMs, long maxMs) {
    this.ring = ring;
    this.minMs = minMs;
    this.maxMs = maxMs;
    lanes.forEach(lane -> byInstance.put(lane.instanceId, lane));
  }

  /**
   * Returns when the answer is complete.
   *
   * @throws CarillonException with UNAVAILABLE, naming partitions and instances; or with what an
   *     ingester said of the request itself
   */
  void require() {
    List<Integer> missing = missingPartitions();
    if (missing.isEmpty()) {
      return;
    }
    for (Lane<?> lane : byInstance.values()) {
      CarillonException error = lane.requestError();
      if (error != null) {
        throw error;
      }
    }
    throw new CarillonException(ErrorCode.UNAVAILABLE, describe(missing));
  }

  /** Partitions without read quorum, ascending. */
  List<Integer> missingPartitions() {
    boolean[] isGroupComplete = new boolean[ring.groups().size()];
    for (int i = 0; i < isGroupComplete.length; i++) {
      isGroupComplete[i] = countUnconditional(ring.groups().get(i)) >= ring.readQuorum();
    }
    List<Integer> missing = new ArrayList<>();
    for (int partition = 0; partition < ring.partitionCount(); partition++) {
      if (!isGroupComplete[ring.groupOfPartition().get(partition)]
          && countVouching(partition) < ring.readQuorum()) {
        missing.add(partition);
      }
    }
    return missing;
  }

  private long countUnconditional(ReplicaGroup group) {
    return group.instanceIds().stream()
        .map(this::trailer)
        .filter(trailer -> trailer != null && trailer.unvouched().isEmpty())
        .count();
  }

  private long countVouching(int partition) {
    return ring.group(partition).instanceIds().stream()
        .map(this::trailer)
        .filter(trailer -> trailer != null && trailer.vouchesFor(partition, minMs, maxMs))
        .count();
  }

  private @Nullable Trailer trailer(String instanceId) {
    Lane<?> lane = byInstance.get(instanceId);
    return lane == null ? null : lane.trailer();
  }

  private String describe(List<Integer> missing) {
    TreeSet<String> blamed = new TreeSet<>();
    for (int partition : missing) {
      for (String instanceId : ring.group(partition).instanceIds()) {
        Trailer trailer = trailer(instanceId);
        if (trailer == null || !trailer.vouchesFor(partition, minMs, maxMs)) {
          blamed.add(instanceId);
        }
      }
    }
    return "incomplete answer: partitions "
        + ranges(missing)
        + ", "
        + missing.size()
        + " of "
        + ring.partitionCount()
        + ", lack the "
        + ring.readQuorum()
        + " of "
        + ring.replicationFactor()
        + " replicas that a read needs: "
        + blamed.stream().map(id -> id + " (" + reason(id) + ")").collect(Collectors.joining(", "))
        + "; `carillon ring` shows who is back";
  }

  private String reason(String instanceId) {
    Lane<?> lane = byInstance.get(instanceId);
    if (lane == null) {
      return "joined the group while the query ran";
    }
    String reason = lane.reason();
    return reason != null ? reason : "may have lost samples of this range, being repaired";
  }

  /** {@code [1, 2, 3, 7]} as {@code 1-3, 7}. */
  static String ranges(List<Integer> ascending) {
    StringBuilder out = new StringBuilder();
    int named = 0;
    for (int i = 0; i < ascending.size(); named++) {
      int end = i;
      while (end + 1 < ascending.size() && ascending.get(end + 1) == ascending.get(end) + 1) {
        end++;
      }
      if (named == MAX_NAMED_RANGES) {
        return out.append(" and more").toString();
      }
      out.append(named == 0 ? "" : ", ").append(ascending.get(i));
      if (end > i) {
        out.append('-').append(ascending.get(end));
      }
      i = end + 1;
    }
    return out.toString();
  }
}
