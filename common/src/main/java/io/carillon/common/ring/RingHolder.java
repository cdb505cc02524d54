package io.carillon.common.ring;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The ring a node goes by: the newest it has seen, on disk before anyone reads it, never replaced
 * by an older one or by one of another cluster. Reading is one volatile read; offers are serial.
 * Thread-safe.
 */
public final class RingHolder implements RingView {
  private static final Logger log = LoggerFactory.getLogger(RingHolder.class);

  private final RingStore store;
  private final InstanceIdentity identity;
  private final List<Consumer<Ring>> listeners = new CopyOnWriteArrayList<>();

  private volatile @Nullable Ring current;

  /** So that a peer that offers the same foreign ring with each answer is logged once. */
  @GuardedBy("this")
  private String lastRefused = "";

  private RingHolder(RingStore store, InstanceIdentity identity, @Nullable Ring current) {
    this.store = store;
    this.identity = identity;
    this.current = current;
  }

  /**
   * Begins with the ring on disk, if there is one.
   *
   * @throws io.carillon.common.error.CarillonException with CORRUPTION when the ring file is
   *     damaged, with FAILED_PRECONDITION when it is of another cluster than the instance
   */
  public static RingHolder open(RingStore store, InstanceIdentity identity) {
    Ring ring = store.load();
    if (ring != null) {
      // A crash between storing the first ring and this leaves it undone.
      identity.bindTo(ring.clusterId());
      log.info(
          "ring read from disk file={} cluster={} epoch={} instances={}",
          store.path(),
          ring.clusterId(),
          ring.epoch(),
          ring.instances().size());
    }
    return new RingHolder(store, identity, ring);
  }

  @Override
  public @Nullable Ring current() {
    return current;
  }

  /**
   * {@inheritDoc}
   *
   * @throws io.carillon.common.error.CarillonException with STORAGE_FULL when the disk does not
   *     take it; the current one stays
   */
  @Override
  public synchronized boolean offer(Ring ring) {
    String clusterId = identity.clusterId();
    if (clusterId != null && !clusterId.equals(ring.clusterId())) {
      refuseForeign(ring, clusterId);
      return false;
    }
    Ring before = current;
    if (before != null && before.epoch() >= ring.epoch()) {
      refuseFork(ring, before);
      return false;
    }
    store.store(ring);
    identity.bindTo(ring.clusterId());
    current = ring;
    log.info(
        "ring replaced cluster={} epoch={} before={} instances={} partitions={} rf={}",
        ring.clusterId(),
        ring.epoch(),
        before == null ? 0 : before.epoch(),
        ring.instances().size(),
        ring.partitionCount(),
        ring.replicationFactor());
    listeners.forEach(listener -> listener.accept(ring));
    return true;
  }

  /**
   * Calls {@code listener} with each ring that replaces the current one, in order, on the thread
   * that offered it; it must neither block nor throw.
   */
  public void addListener(Consumer<Ring> listener) {
    listeners.add(listener);
  }

  @GuardedBy("this")
  private void refuseForeign(Ring ring, String clusterId) {
    if (!lastRefused.equals(ring.clusterId())) {
      lastRefused = ring.clusterId();
      log.error(
          "ring of another cluster refused cluster={} offered={}; check --join and --data-dir of"
              + " both",
          clusterId,
          ring.clusterId());
    }
  }

  @GuardedBy("this")
  private void refuseFork(Ring ring, Ring before) {
    String fork = ring.clusterId() + "/" + ring.epoch();
    if (before.epoch() == ring.epoch() && !before.equals(ring) && !lastRefused.equals(fork)) {
      lastRefused = fork;
      log.error(
          "two different rings of one epoch, the first stays cluster={} epoch={}",
          ring.clusterId(),
          ring.epoch());
    }
  }
}
