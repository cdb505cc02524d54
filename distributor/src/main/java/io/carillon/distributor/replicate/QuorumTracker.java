package io.carillon.distributor.replicate;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.carillon.common.error.ErrorCode;
import io.carillon.common.ring.Ring;
import io.carillon.common.store.PushAck;
import io.carillon.common.store.Rejection;
import io.carillon.distributor.route.BatchContent;
import io.carillon.distributor.route.ReplicaBatch;
import io.carillon.distributor.route.RoutedWrite;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * Counts the acks of one request. The verdict falls when each replica group has W durable acks or
 * cannot get them any more, or as soon as a replica knows a newer ring. What comes later changes
 * nothing. Thread-safe.
 */
final class QuorumTracker {
  private final RoutedWrite write;
  private final CompletableFuture<Verdict> verdict = new CompletableFuture<>();

  @GuardedBy("this")
  private final List<GroupProgress> groups;

  @GuardedBy("this")
  private final TreeMap<Integer, SeriesRejection> rejections = new TreeMap<>();

  QuorumTracker(RoutedWrite write) {
    int quorum = write.ring().writeQuorum();
    this.write = write;
    this.groups = write.groups().stream().map(share -> new GroupProgress(share, quorum)).toList();
  }

  /** Completes once, never exceptionally; dependants must not block. */
  CompletableFuture<Verdict> verdict() {
    return verdict;
  }

  /** Counts a replica's answer. */
  void onAck(ReplicaBatch batch, PushAck ack) {
    switch (ack) {
      case PushAck.Durable durable -> onDurable(batch, durable.rejections());
      case PushAck.Retry retry -> onFailure(batch, retry.code(), retry.reason());
      case PushAck.Moved moved -> onMoved(batch, moved.ring());
    }
  }

  /** Counts a replica that did not make its batch durable. */
  void onFailure(ReplicaBatch batch, ErrorCode code, String reason) {
    decide(addFailure(batch, new ReplicaFailure(batch.instanceId(), code, reason)));
  }

  /**
   * The verdict when nobody waits any longer: replicas that have not answered have failed.
   *
   * @param timeoutMs how long was waited, for the text
   */
  Verdict timeOut(long timeoutMs) {
    decide(
        missingQuorum(
            "no answer within " + timeoutMs + " ms (setting " + QuorumWriter.TIMEOUT + ")"));
    return verdict.join();
  }

  private void onDurable(ReplicaBatch batch, List<Rejection> refused) {
    int sent = batch.content().seriesIndexes().length;
    if (refused.stream().allMatch(each -> each.seriesIndex() >= 0 && each.seriesIndex() < sent)) {
      decide(addDurable(batch, refused));
    } else {
      onFailure(batch, ErrorCode.INTERNAL, "refused a series that it was not sent");
    }
  }

  private void onMoved(ReplicaBatch batch, Ring newer) {
    Ring ring = write.ring();
    if (newer.clusterId().equals(ring.clusterId()) && newer.epoch() > ring.epoch()) {
      decide(new Verdict.Moved(newer));
    } else {
      String reason =
          "refuses epoch "
              + ring.epoch()
              + " of ring "
              + ring.clusterId()
              + " and has epoch "
              + newer.epoch()
              + " of ring "
              + newer.clusterId();
      onFailure(batch, ErrorCode.UNAVAILABLE, reason);
    }
  }

  private void decide(@Nullable Verdict certain) {
    if (certain != null) {
      verdict.complete(certain);
    }
  }

  private synchronized @Nullable Verdict addDurable(ReplicaBatch batch, List<Rejection> refused) {
    BatchContent content = batch.content();
    Map<Integer, ReplicaFailure> failureOfGroup = new HashMap<>();
    for (Rejection rejection : refused) {
      int series = content.seriesIndexes()[rejection.seriesIndex()];
      if (rejection.code().isRetryable()) {
        // Sent again the series may be kept: until then this replica does not have its group.
        failureOfGroup.putIfAbsent(
            write.groupOfSeries()[series],
            new ReplicaFailure(batch.instanceId(), rejection.code(), rejection.text()));
      } else {
        rejections.putIfAbsent(series, new SeriesRejection(series, rejection.text()));
      }
    }
    for (int group : content.groupIndexes()) {
      ReplicaFailure failure = failureOfGroup.get(group);
      if (failure == null) {
        groups.get(group).addDurable(batch.instanceId());
      } else {
        groups.get(group).addFailure(failure);
      }
    }
    return verdictIfCertain();
  }

  private synchronized @Nullable Verdict addFailure(ReplicaBatch batch, ReplicaFailure failure) {
    for (int group : batch.content().groupIndexes()) {
      groups.get(group).addFailure(failure);
    }
    return verdictIfCertain();
  }

  private synchronized @Nullable Verdict verdictIfCertain() {
    if (!groups.stream().allMatch(GroupProgress::isDecided)) {
      return null;
    }
    return groups.stream().allMatch(GroupProgress::isDurable)
        ? new Verdict.Durable(List.copyOf(rejections.values()))
        : missingQuorum("not waited for");
  }

  private synchronized Verdict missingQuorum(String silence) {
    return MissingQuorum.verdict(write, groups, silence);
  }
}
