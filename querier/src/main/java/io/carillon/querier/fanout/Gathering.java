package io.carillon.querier.fanout;

import io.carillon.common.error.CarillonException;
import io.carillon.common.error.ErrorCode;
import io.carillon.common.ring.Ring;
import io.carillon.common.store.Replicas;
import io.carillon.common.store.SeriesSource;
import io.carillon.common.store.Trailer;
import io.carillon.common.time.MonotonicClock;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One question to all ingesters of a ring, asked in parallel. The thread that owns it pulls the
 * pieces; readers on virtual threads fill the bounded buffers of the {@link Lane}s.
 *
 * <p>Whom to wait for: a lane that the answer cannot be complete without may take {@link
 * FanoutConfig#replicaTimeoutMs} for its next piece. When all lanes that are waited for could be
 * left out, they get {@link FanoutConfig#stragglerGraceMs} more and are skipped then. A skipped or
 * failed lane never counts, even if it goes on later: the merge may have passed its series by.
 */
final class Gathering<T> implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(Gathering.class);

  private final Ring ring;
  private final FanoutConfig config;
  private final MonotonicClock clock;
  private final ReplicaHealth health;
  private final List<Lane<T>> lanes = new ArrayList<>();

  private final ReentrantLock lock = new ReentrantLock();

  /** A lane that is waited for has many pieces or has ended. */
  private final Condition arrived = lock.newCondition();

  /** A buffer that was full has room. */
  private final Condition drained = lock.newCondition();

  Gathering(Ring ring, FanoutConfig config, MonotonicClock clock, ReplicaHealth health) {
    this.ring = ring;
    this.config = config;
    this.clock = clock;
    this.health = health;
    TreeSet<String> instanceIds = new TreeSet<>();
    ring.groups().forEach(group -> instanceIds.addAll(group.instanceIds()));
    instanceIds.forEach(id -> lanes.add(new Lane<>(id)));
  }

  /** Starts asking. Call once. */
  void start(Replicas replicas, ReplicaCall<T> call) {
    for (Lane<T> lane : lanes) {
      SeriesSource source = replicas.source(lane.instanceId);
      if (source == null) {
        lane.giveUp(Lane.State.FAILED, "its address is not known yet", null);
        continue;
      }
      Thread thread =
          Thread.ofVirtual()
              .name("fanout-" + lane.instanceId)
              .unstarted(() -> read(lane, source, call));
      lane.startedOn(thread);
      thread.start();
    }
  }

  Ring ring() {
    return ring;
  }

  /** All lanes, in order of instance id. Their state is final once {@link #awaitHeads} said so. */
  List<Lane<T>> lanes() {
    return lanes;
  }

  /**
   * Waits until each of the lanes has a head or will have none. Lanes without head have ended or
   * are given up.
   *
   * @throws CarillonException with CANCELED when the thread is interrupted
   */
  void awaitHeads(List<Lane<T>> waitedFor) {
    if (haveAdvanced(waitedFor)) {
      return;
    }
    List<Lane<T>> pending = new ArrayList<>(waitedFor);
    lock.lock();
    try {
      long startNanos = clock.nanoTime();
      long spareSinceNanos = startNanos;
      boolean wasSpare = false;
      while (!haveArrived(pending)) {
        boolean isSpare = isCompleteWithout(pending);
        long nowNanos = clock.nanoTime();
        if (isSpare && !wasSpare) {
          spareSinceNanos = nowNanos;
        }
        wasSpare = isSpare;
        long waitedNanos = nowNanos - (isSpare ? spareSinceNanos : startNanos);
        long allowedMs = isSpare ? config.stragglerGraceMs() : config.replicaTimeoutMs();
        long leftNanos = TimeUnit.MILLISECONDS.toNanos(allowedMs) - waitedNanos;
        if (leftNanos <= 0) {
          pending.forEach(lane -> stopWaiting(lane, isSpare));
        } else {
          arrived.awaitNanos(leftNanos);
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CarillonException(ErrorCode.CANCELED, "the query was canceled", e);
    } finally {
      lock.unlock();
    }
  }

  /** Gives up a lane whose pieces turned out to be unusable. */
  void fail(Lane<T> lane, String reason) {
    lock.lock();
    try {
      lane.giveUp(Lane.State.FAILED, reason, null);
      lane.clear();
    } finally {
      lock.unlock();
    }
  }

  /** Ends all reading. What arrived stays readable. */
  @Override
  public void close() {
    lock.lock();
    try {
      for (Lane<T> lane : lanes) {
        if (lane.isRunning()) {
          lane.giveUp(Lane.State.SKIPPED, "the query ended before its answer", null);
        }
      }
    } finally {
      lock.unlock();
    }
  }

  /** Without the lock, since what is fetched and the heads belong to the calling thread. */
  private static <T> boolean haveAdvanced(List<Lane<T>> lanes) {
    boolean have = true;
    for (Lane<T> lane : lanes) {
      have &= lane.advance();
    }
    return have;
  }

  private boolean haveArrived(List<Lane<T>> pending) {
    pending.removeIf(this::hasArrived);
    return pending.isEmpty();
  }

  private boolean hasArrived(Lane<T> lane) {
    if (!lane.advance()) {
      lane.fetch();
      if (lane.advance() && lane.isReaderWaiting) {
        drained.signalAll();
      }
    }
    return lane.head != null || !lane.isRunning();
  }

  /** Whether every group keeps a read quorum of lanes that may still vouch. */
  private boolean isCompleteWithout(List<Lane<T>> pending) {
    Set<String> usable = new HashSet<>();
    for (Lane<T> lane : lanes) {
      if (lane.reason() == null && health.isVouching(lane.instanceId)) {
        usable.add(lane.instanceId);
      }
    }
    pending.forEach(lane -> usable.remove(lane.instanceId));
    return ring.groups().stream()
        .allMatch(
            group ->
                group.instanceIds().stream().filter(usable::contains).count() >= ring.readQuorum());
  }

  private void stopWaiting(Lane<T> lane, boolean isSpare) {
    if (isSpare) {
      String reason = "slower than the others by " + config.stragglerGraceMs() + " ms";
      lane.giveUp(Lane.State.SKIPPED, reason, null);
    } else {
      String reason = "no answer within " + config.replicaTimeoutMs() + " ms";
      lane.giveUp(Lane.State.FAILED, reason, null);
    }
  }

  private void read(Lane<T> lane, SeriesSource source, ReplicaCall<T> call) {
    try {
      Trailer trailer = call.ask(source, (piece, sizeBytes) -> put(lane, piece, sizeBytes));
      finish(lane, trailer, null, null);
    } catch (InterruptedException _) {
      finish(lane, null, "the query ended before its answer", null);
    } catch (CarillonException e) {
      finish(lane, null, message(e), e);
    } catch (RuntimeException e) {
      log.error(
          "event=replica_read_failed instance={} msg=\"bug in the reader\"", lane.instanceId, e);
      finish(lane, null, "internal error: " + e, null);
    }
  }

  private void put(Lane<T> lane, T piece, long sizeBytes) throws InterruptedException {
    lock.lockInterruptibly();
    try {
      lane.isReaderWaiting = true;
      while (lane.isRunning() && lane.holds(config.readAheadSeries(), config.readAheadBytes())) {
        drained.await();
      }
      lane.isReaderWaiting = false;
      if (!lane.isRunning()) {
        throw new InterruptedException("nobody waits for this answer");
      }
      lane.add(piece, sizeBytes);
      // Waking up costs more than a piece: it is worth it for many, before the buffer is full.
      if (lane.holds(config.readAheadSeries() / 2, config.readAheadBytes() / 2)) {
        arrived.signal();
      }
    } finally {
      lock.unlock();
    }
  }

  private void finish(
      Lane<T> lane,
      @Nullable Trailer trailer,
      @Nullable String reason,
      @Nullable CarillonException error) {
    lock.lock();
    try {
      if (trailer == null) {
        lane.giveUp(Lane.State.FAILED, reason == null ? "no trailer" : reason, error);
      } else if (!trailer.instanceId().equals(lane.instanceId)) {
        lane.giveUp(
            Lane.State.FAILED,
            "another instance, " + trailer.instanceId() + ", answered at its address",
            null);
      } else {
        lane.end(trailer);
      }
      arrived.signal();
    } finally {
      lock.unlock();
    }
  }

  private static String message(CarillonException e) {
    String message = e.getMessage();
    return message == null ? e.code().toString() : message;
  }
}
