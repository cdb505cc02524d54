package io.carillon.common.cluster;

import io.carillon.common.error.CarillonException;
import io.carillon.common.error.ErrorCode;
import io.carillon.common.ring.Instance;
import io.carillon.common.ring.InstanceIdentity;
import io.carillon.common.ring.InstanceState;
import io.carillon.common.ring.Ring;
import io.carillon.common.ring.RingHolder;
import io.carillon.common.ring.RingStore;
import io.carillon.common.time.MonotonicClock;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/*
 * First start: the ring is made of all ingesters that --join names, once all are there and none of
 * them knows a ring. The lowest address proposes; every ingester stores the proposal; when all
 * have, it holds: the proposer stores it as its ring, tells everyone, and leaves it on the board.
 * Whoever has no ring asks the ingesters that --join names, and nobody else, so that a stray node
 * of another cluster cannot give it a wrong one. A proposal survives crashes on disk and is
 * proposed again. A node that has a ring on disk goes by it at once and waits for nobody.
 */
/**
 * How a node comes by its ring when it was started with {@code --join}: a state machine that one
 * thread steps by {@link #tick}. {@link #accept}, {@link #announced} and the readers may be called
 * on any thread.
 */
final class RingBootstrap {
  private static final Logger log = LoggerFactory.getLogger(RingBootstrap.class);

  /** How often a node says what it waits for. */
  private static final long LOG_INTERVAL_NS = Duration.ofSeconds(10).toNanos();

  /** Nodes that start together take so long to meet. */
  private static final long FIRST_LOG_NS = Duration.ofSeconds(4).toNanos();

  /** How often a node compares its ring with others', for what a split or merge lost. */
  private static final long COMPARE_INTERVAL_NS = Duration.ofSeconds(5).toNanos();

  /** A proposal that failed is repeated after this, then twice this, up to the maximum. */
  private static final long MIN_RETRY_NS = Duration.ofMillis(250).toNanos();

  private static final long MAX_RETRY_NS = Duration.ofSeconds(10).toNanos();

  /** Where a node stands. */
  enum State {
    /** No ring yet. */
    WAITING,
    /** This node proposes the first ring. */
    PROPOSING,
    /** There is a ring. */
    HOLDING,
    /** This node does not fit the cluster; only a restart with other settings helps. */
    REFUSED
  }

  private final ClusterSettings settings;
  private final InstanceIdentity identity;
  private final RingHolder holder;
  private final RingProposals proposals;
  private final Membership membership;
  private final RingPeers peers;
  private final RingBoard board;
  private final MonotonicClock clock;
  private final JoinList join;
  private final ClusterConflict conflicts;
  private final CompletableFuture<CarillonException> refusal = new CompletableFuture<>();

  private volatile State state = State.WAITING;
  private volatile String explanation = "the cluster has not been asked yet";

  /* Of the thread that ticks. */
  private Map<ClusterMember, Instance> candidates = Map.of();
  private long retryNs = MIN_RETRY_NS;
  private long notBeforeNs;
  private long lastLogNs;
  private long lastCompareNs;
  private @Nullable Ring lastRing;
  private String lastFailure = "";

  /**
   * @param proposal where a proposed ring lies
   * @throws CarillonException with FAILED_PRECONDITION naming both values when the ring on disk
   *     contradicts a setting
   */
  RingBootstrap(
      ClusterSettings settings,
      InstanceIdentity identity,
      RingHolder holder,
      RingStore proposal,
      Membership membership,
      RingPeers peers,
      RingBoard board,
      RandomGenerator random,
      MonotonicClock clock) {
    this.settings = settings;
    this.identity = identity;
    this.holder = holder;
    this.membership = membership;
    this.peers = peers;
    this.board = board;
    this.clock = clock;
    proposals = new RingProposals(identity, holder, proposal, settings.ring(), random);
    join = new JoinList(settings.join());
    conflicts = new ClusterConflict(join, holder, peers);
    long nowNs = clock.nanoTime();
    notBeforeNs = nowNs;
    lastLogNs = nowNs + FIRST_LOG_NS - LOG_INTERVAL_NS;
    lastCompareNs = nowNs - COMPARE_INTERVAL_NS;
    Ring ring = holder.current();
    if (ring != null) {
      settings.ring().requireMatches(ring);
    }
  }

  /** Where this node stands. */
  State state() {
    return holder.current() != null && state != State.REFUSED ? State.HOLDING : state;
  }

  /** Why this node is not ready, in words for an operator; null when it is. */
  @Nullable String notReadyReason() {
    return state() == State.HOLDING ? null : explanation;
  }

  /** Ends, on the thread that ticks, when this node must leave the cluster, with the reason. */
  CompletableFuture<CarillonException> refusal() {
    return refusal.copy();
  }

  /**
   * Stores a proposed ring, on disk when this returns.
   *
   * @throws CarillonException with FAILED_PRECONDITION saying what differs when this node cannot be
   *     part of it
   */
  void accept(Ring proposal) {
    if (!settings.roles().contains(Role.INGESTER)) {
      throw new CarillonException(
          ErrorCode.FAILED_PRECONDITION,
          settings.clusterAddress() + " is no ingester; --join must name ingesters only");
    }
    try {
      proposals.accept(proposal);
    } catch (CarillonException e) {
      log.warn("proposed ring refused reason=\"{}\"", e.getMessage());
      throw e;
    }
  }

  /**
   * Hears of a ring that holds. A node without ring asks the ingesters of its own {@code --join}
   * for it at the next tick instead of believing the caller.
   *
   * @return the epoch of this node's ring afterwards; 0 while it has none
   */
  long announced(Ring ring) {
    if (holder.current() == null) {
      return 0;
    }
    holder.offer(ring);
    return Objects.requireNonNull(holder.current(), "a ring is never taken back").epoch();
  }

  /** Takes the next step; blocks for a few seconds at most. */
  void tick() {
    try {
      switch (state) {
        case WAITING -> await();
        case PROPOSING -> propose();
        case HOLDING -> hold();
        case REFUSED -> sayRegularly("refused");
      }
    } catch (CarillonException e) {
      explanation = String.valueOf(e.getMessage());
      sayRegularly("failed");
    }
  }

  /* ---- The states ---- */

  private void await() {
    if (holder.current() != null) {
      become(State.HOLDING, "a ring is on disk");
      return;
    }
    List<ClusterMember> members = membership.members();
    Answers<RingPeers.Description> answers =
        Answers.ask(others(join.named(members)), peers::describe);
    Ring found = newest(answers);
    if (found != null) {
      adopt(found);
      return;
    }
    explanation = WaitingText.of(join, members, answers) + lastFailure;
    sayRegularly("waiting");
    if (mayPropose(members, answers) && clock.nanoTime() - notBeforeNs >= 0) {
      candidates = candidates(members, answers);
      become(State.PROPOSING, "all ingesters that --join names are there");
    }
  }

  private void propose() {
    String failure;
    try {
      Ring proposal = proposals.propose(List.copyOf(candidates.values()));
      Answers<Boolean> stored =
          Answers.ask(
              others(List.copyOf(candidates.keySet())),
              address -> peers.propose(address, proposal));
      if (stored.errors().isEmpty()) {
        hold(proposal);
        return;
      }
      failure = stored.errorText();
    } catch (CarillonException e) {
      failure = String.valueOf(e.getMessage());
    }
    lastFailure = "; not every ingester has stored the proposed ring: " + failure;
    become(State.WAITING, failure);
    notBeforeNs = clock.nanoTime() + retryNs;
    retryNs = Math.min(2 * retryNs, MAX_RETRY_NS);
  }

  private void hold() {
    Ring ring = Objects.requireNonNull(holder.current(), "a ring is never taken back");
    long nowNs = clock.nanoTime();
    boolean isNew = !ring.equals(lastRing);
    if (!isNew && nowNs - lastCompareNs < COMPARE_INTERVAL_NS) {
      return;
    }
    lastCompareNs = nowNs;
    if (isNew) {
      lastRing = ring;
      proposals.clear();
      explainPlace(ring);
    }
    CarillonException reason = conflicts.check(ring, membership.members());
    if (reason != null) {
      refuse(reason);
      return;
    }
    compareWithBoard(ring);
  }

  /* ---- Steps ---- */

  /** The newest ring that the ingesters know; null when none of them knows one. */
  private @Nullable Ring newest(Answers<RingPeers.Description> answers) {
    String known = identity.clusterId();
    List<Ring> rings =
        answers.values().values().stream()
            .map(RingPeers.Description::ring)
            .filter(Objects::nonNull)
            .toList();
    List<String> clusters = rings.stream().map(Ring::clusterId).distinct().toList();
    if (clusters.size() > 1) {
      throw new CarillonException(
          ErrorCode.FAILED_PRECONDITION,
          "--join names ingesters of different clusters, " + clusters + "; name those of one only");
    }
    if (known != null && !clusters.isEmpty() && !clusters.contains(known)) {
      refuse(
          new CarillonException(
              ErrorCode.FAILED_PRECONDITION,
              "this node's --data-dir belongs to cluster "
                  + known
                  + ", but the ingesters that --join names to cluster "
                  + clusters.getFirst()
                  + "; correct --join, or choose another --data-dir"));
      return null;
    }
    return rings.stream().reduce((a, b) -> a.epoch() >= b.epoch() ? a : b).orElse(null);
  }

  /** Takes over the ring of the ingesters that {@code --join} names. */
  private void adopt(Ring ring) {
    try {
      settings.ring().requireMatches(ring);
    } catch (CarillonException e) {
      refuse(e);
      return;
    }
    holder.offer(ring);
    conflicts.confirm();
    become(State.HOLDING, "an ingester has a ring");
  }

  /** Lets a ring hold that every ingester has stored. */
  private void hold(Ring proposal) {
    holder.offer(proposal);
    conflicts.confirm();
    become(State.HOLDING, "every ingester has stored the ring");
    Answers.ask(others(membership.members()), address -> peers.announce(address, proposal));
  }

  private boolean mayPropose(List<ClusterMember> members, Answers<RingPeers.Description> answers) {
    boolean isLowest =
        members.stream().anyMatch(m -> m.isLocal() && join.lowest().equals(join.entryOf(m)));
    return isLowest
        && state == State.WAITING
        && join.missing(members).isEmpty()
        && answers.errors().isEmpty()
        && join.named(members).stream().allMatch(ClusterMember::isIngester);
  }

  private Map<ClusterMember, Instance> candidates(
      List<ClusterMember> members, Answers<RingPeers.Description> answers) {
    Map<ClusterMember, Instance> instances = new LinkedHashMap<>();
    for (ClusterMember member : join.named(members)) {
      RingPeers.Description answer = answers.values().get(member);
      String id = answer == null ? identity.id() : answer.instanceId();
      String zone = answer == null ? settings.zone() : answer.zone();
      instances.put(member, new Instance(id, zone, InstanceState.ACTIVE, Instance.DEFAULT_WEIGHT));
    }
    return instances;
  }

  private void compareWithBoard(Ring ring) {
    Ring onBoard = board.read(ring.clusterId());
    if (onBoard == null || onBoard.epoch() < ring.epoch()) {
      board.publish(ring);
    } else {
      holder.offer(onBoard);
    }
  }

  private static List<ClusterMember> others(List<ClusterMember> members) {
    return members.stream().filter(m -> !m.isLocal()).toList();
  }

  /* ---- What it says ---- */

  private void explainPlace(Ring ring) {
    boolean isIn = ring.instances().stream().anyMatch(i -> i.id().equals(identity.id()));
    if (settings.roles().contains(Role.INGESTER) && !isIn) {
      log.warn(
          "this ingester is not in the ring and gets no partitions, since group changes are not"
              + " built yet instance={} cluster={} epoch={}",
          identity.id(),
          ring.clusterId(),
          ring.epoch());
    }
  }

  private void sayRegularly(String what) {
    long nowNs = clock.nanoTime();
    if (nowNs - lastLogNs >= LOG_INTERVAL_NS) {
      lastLogNs = nowNs;
      log.warn("ring bootstrap {} state={} reason=\"{}\"", what, state, explanation);
    }
  }

  private void refuse(CarillonException reason) {
    explanation = String.valueOf(reason.getMessage());
    become(State.REFUSED, explanation);
    refusal.complete(reason);
  }

  private void become(State next, String why) {
    log.info("ring bootstrap from={} to={} why=\"{}\"", state, next, why);
    state = next;
  }
}
