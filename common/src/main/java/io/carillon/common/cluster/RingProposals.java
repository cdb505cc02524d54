package io.carillon.common.cluster;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.carillon.common.error.CarillonException;
import io.carillon.common.error.ErrorCode;
import io.carillon.common.ring.Instance;
import io.carillon.common.ring.InstanceIdentity;
import io.carillon.common.ring.LocalRing;
import io.carillon.common.ring.Ring;
import io.carillon.common.ring.RingHolder;
import io.carillon.common.ring.RingPlanner;
import io.carillon.common.ring.RingSettings;
import io.carillon.common.ring.RingStore;
import java.util.Comparator;
import java.util.List;
import java.util.random.RandomGenerator;

/*
 * A proposal holds once every listed ingester has it on disk, and only the proposer decides that.
 * So an ingester that stored a proposal never takes one of another cluster id; and a proposal that
 * no longer fits (an ingester lost its disk meanwhile) is replaced under the same cluster id and
 * the next epoch, by the instance that created the cluster id and nobody else: it knows that the
 * one before never held.
 */
/**
 * A ring that is proposed at the first start and does not hold yet, on disk. Thread-safe: the state
 * machine proposes, RPC threads accept.
 */
final class RingProposals {
  private final InstanceIdentity identity;
  private final RingHolder holder;
  private final RingSettings settings;
  private final RandomGenerator random;

  @GuardedBy("this")
  private final RingStore store;

  RingProposals(
      InstanceIdentity identity,
      RingHolder holder,
      RingStore store,
      RingSettings settings,
      RandomGenerator random) {
    this.identity = identity;
    this.holder = holder;
    this.store = store;
    this.settings = settings;
    this.random = random;
  }

  /**
   * The ring to propose for these ingesters, on this node's disk: the one proposed before when it
   * fits.
   *
   * @throws CarillonException with FAILED_PRECONDITION when another node's proposal is in the way,
   *     with BAD_DATA when there are too few for the replication factor
   */
  synchronized Ring propose(List<Instance> ingesters) {
    Ring before = store.load();
    if (before != null && fits(before, ingesters)) {
      return before;
    }
    if (before != null && !LocalRing.isCreator(identity, before.clusterId())) {
      throw inTheWay(before, "for other ingesters than --join names now");
    }
    String known = identity.clusterId();
    String clusterId = known == null ? LocalRing.newClusterId(identity, random) : known;
    Ring created = create(before == null ? clusterId : before.clusterId(), ingesters);
    Ring proposal = before == null ? created : withEpoch(created, before.epoch() + 1);
    store.store(proposal);
    return proposal;
  }

  /**
   * Stores what another node proposes; on disk when this returns.
   *
   * @throws CarillonException with FAILED_PRECONDITION saying what differs when it cannot be
   */
  synchronized void accept(Ring proposal) {
    settings.requireMatches(proposal);
    if (proposal.instances().stream().noneMatch(i -> i.id().equals(identity.id()))) {
      throw refused(proposal, "it does not contain this instance, " + identity.id());
    }
    String known = identity.clusterId();
    if (known != null && !known.equals(proposal.clusterId())) {
      throw refused(proposal, "this node belongs to cluster " + known);
    }
    Ring holding = holder.current();
    if (holding != null) {
      if (holding.equals(proposal)) {
        return;
      }
      throw refused(proposal, "a ring of epoch " + holding.epoch() + " holds already");
    }
    Ring before = store.load();
    if (before != null && !before.clusterId().equals(proposal.clusterId())) {
      throw inTheWay(before, "from another proposer");
    }
    if (before != null && before.epoch() >= proposal.epoch() && !before.equals(proposal)) {
      throw refused(proposal, "a proposal of epoch " + before.epoch() + " came before");
    }
    store.store(proposal);
  }

  /** Forgets the proposal, since a ring holds. */
  synchronized void clear() {
    store.delete();
  }

  private Ring create(String clusterId, List<Instance> ingesters) {
    try {
      return RingPlanner.create(
          clusterId,
          settings.partitionCountOrDefault(),
          settings.replicationFactorFor(ingesters.size()),
          ingesters);
    } catch (IllegalArgumentException e) {
      throw new CarillonException(
          ErrorCode.FAILED_PRECONDITION,
          "no ring can be made of the ingesters that --join names: "
              + e.getMessage()
              + "; a --data-dir must not be copied from another node",
          e);
    }
  }

  private boolean fits(Ring proposal, List<Instance> ingesters) {
    return proposal.replicationFactor() == settings.replicationFactorFor(ingesters.size())
        && proposal.partitionCount() == settings.partitionCountOrDefault()
        && proposal
            .instances()
            .equals(ingesters.stream().sorted(Comparator.comparing(Instance::id)).toList());
  }

  private static Ring withEpoch(Ring ring, long epoch) {
    return new Ring(
        ring.clusterId(),
        epoch,
        ring.partitionCount(),
        ring.replicationFactor(),
        ring.instances(),
        ring.groups(),
        ring.groupOfPartition());
  }

  private CarillonException refused(Ring proposal, String reason) {
    return new CarillonException(
        ErrorCode.FAILED_PRECONDITION,
        "proposed ring of cluster "
            + proposal.clusterId()
            + ", epoch "
            + proposal.epoch()
            + ", refused: "
            + reason
            + "; check --join and --data-dir");
  }

  @GuardedBy("this")
  private CarillonException inTheWay(Ring before, String what) {
    return new CarillonException(
        ErrorCode.FAILED_PRECONDITION,
        store.path()
            + " holds a proposed ring "
            + what
            + ", of cluster "
            + before.clusterId()
            + "; give every ingester the same --join, or, when that cluster never started, delete"
            + " the file");
  }
}
