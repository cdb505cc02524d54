package io.carillon.ingester.service;

import io.carillon.common.error.ErrorCode;
import io.carillon.common.time.MonotonicClock;
import io.carillon.ingester.head.Head;
import io.carillon.ingester.wal.WalEntry;
import io.carillon.ingester.wal.WalFrame;
import io.carillon.ingester.wal.WriteAheadLog;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** The active head and, while it is sealed, the one before. Thread-safe. */
final class Heads {
  /**
   * A head that takes nothing new.
   *
   * @param firstSegmentAfter the log before this segment is in this head or sealed
   * @param settled complete when everything that was submitted to it was applied or refused
   */
  record Frozen(Head head, long firstSegmentAfter, CompletableFuture<@Nullable Void> settled) {}

  /** Both heads at one moment. */
  record View(Head active, @Nullable Frozen frozen) {
    List<Head> all() {
      return frozen == null ? List.of(active) : List.of(frozen.head(), active);
    }
  }

  private final WriteAheadLog log;
  private final MonotonicClock clock;
  private volatile View view;
  private volatile long activeSinceNs;

  Heads(WriteAheadLog log, Head recovered, MonotonicClock clock) {
    this.log = log;
    this.clock = clock;
    this.view = new View(recovered, null);
    this.activeSinceNs = clock.nanoTime();
  }

  /** Time since the active head was new, or recovered. */
  long activeAgeNs() {
    return clock.nanoTime() - activeSinceNs;
  }

  View view() {
    return view;
  }

  /** Whether there is anything in the active head or its part of the log. */
  boolean hasUnsealed() {
    return view.active().seriesCount() > 0 || log.bytesSinceCut() > 0;
  }

  /**
   * Freezes the active head and starts a new one with a new segment of the log.
   *
   * @return whether it did: not while another head is frozen, nor when there is nothing to seal
   */
  synchronized boolean cut() {
    if (view.frozen() != null || !hasUnsealed()) {
      return false;
    }
    Marker marker = new Marker();
    return log.cut(
        marker,
        segment -> {
          Frozen frozen = new Frozen(view.active(), segment, marker.settled);
          view = new View(new Head(), frozen);
          activeSinceNs = clock.nanoTime();
        });
  }

  /** Forgets the frozen head: what it held is in blocks that readers already see. */
  synchronized void dropFrozen() {
    view = new View(view.active(), null);
  }

  /** Passes through the log behind everything that belongs to the old head. */
  private static final class Marker implements WalEntry {
    private final CompletableFuture<@Nullable Void> settled = new CompletableFuture<>();

    @Override
    public boolean addFrames(long generation, List<WalFrame> out) {
      return true;
    }

    @Override
    public void onDurable() {
      settled.complete(null);
    }

    @Override
    public void onFailed(ErrorCode code, String reason) {
      settled.complete(null);
    }
  }
}
