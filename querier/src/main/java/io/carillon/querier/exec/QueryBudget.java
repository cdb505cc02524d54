package io.carillon.querier.exec;

import io.carillon.common.error.CarillonException;
import io.carillon.common.error.ErrorCode;
import io.carillon.querier.budget.MemoryPools;
import io.carillon.querier.budget.QueryLimits;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Counts what a query holds, and ends the query when it is too much. Charging and releasing is
 * thread-safe; marks are for the coordinating thread while no other one charges.
 */
final class QueryBudget implements AutoCloseable {
  /** Memory comes from the pools in pieces, so that threads meet there once in 256 KiB. */
  private static final long PIECE_BYTES = 256 << 10;

  /** So much may stay unused before it goes back. */
  private static final long SLACK_BYTES = 4 * PIECE_BYTES;

  /** What may be pinned is a quarter of the memory of a query. */
  private static final int PINNED_PART = 4;

  private final QueryLimits limits;
  private final MemoryPools.Share share;
  private final BudgetErrors errors;
  private final AtomicLong samples = new AtomicLong();
  private final AtomicLong bytes = new AtomicLong();
  private final AtomicLong pinnedBytes = new AtomicLong();
  private final AtomicLong series = new AtomicLong();
  private final AtomicLong peakSamples = new AtomicLong();
  private final AtomicLong peakBytes = new AtomicLong();

  /** What the share holds; written under the lock. */
  private volatile long reservedBytes;

  private boolean isClosed;

  QueryBudget(QueryLimits limits, MemoryPools.Share share, BudgetErrors errors) {
    this.limits = limits;
    this.share = share;
    this.errors = errors;
  }

  /**
   * What is held at some moment.
   *
   * @param samples number of samples
   * @param bytes memory
   */
  record Mark(long samples, long bytes) {}

  /** What is held now, to return to by {@link #release}. */
  Mark mark() {
    return new Mark(samples.get(), bytes.get() - pinnedBytes.get());
  }

  /** Everything that was charged since the mark is free again, but for what was pinned. */
  void release(Mark mark) {
    samples.set(mark.samples());
    bytes.set(mark.bytes() + pinnedBytes.get());
    shrink();
  }

  /**
   * Charges what is about to be held.
   *
   * @throws CarillonException with EXECUTION above the number of samples, with BUDGET_EXCEEDED
   *     above the memory
   */
  void charge(long moreSamples, long moreBytes) {
    if (moreSamples != 0) {
      long held = samples.addAndGet(moreSamples);
      raise(peakSamples, held);
      if (held > limits.samples()) {
        throw errors.tooManySamples();
      }
    }
    if (moreBytes != 0) {
      long held = bytes.addAndGet(moreBytes);
      if (held > limits.queryBytes()) {
        throw errors.queryMemory(held - moreBytes, moreBytes);
      }
      if (held > reservedBytes) {
        reserve(moreBytes);
      }
      raise(peakBytes, held);
    }
  }

  /**
   * Charges what is held until the query ends, if that is but a part of its memory.
   *
   * @return whether it was charged
   */
  boolean pin(long moreBytes) {
    if (pinnedBytes.addAndGet(moreBytes) > limits.queryBytes() / PINNED_PART) {
      pinnedBytes.addAndGet(-moreBytes);
      return false;
    }
    charge(0, moreBytes);
    return true;
  }

  /** Gives back what was pinned. */
  void unpin(long fewerBytes) {
    pinnedBytes.addAndGet(-fewerBytes);
    release(0, fewerBytes);
  }

  void charge(StepSeries stepSeries) {
    charge(stepSeries.samples(), stepSeries.sizeBytes());
  }

  /**
   * Charges series that came from the source.
   *
   * @throws CarillonException with BUDGET_EXCEEDED above the number of series
   */
  void chargeSeries(long more) {
    long read = series.addAndGet(more);
    if (limits.series() > 0 && read > limits.series()) {
      throw errors.tooManySeries();
    }
  }

  /** Gives back what was charged. */
  void release(long fewerSamples, long fewerBytes) {
    samples.addAndGet(-fewerSamples);
    bytes.addAndGet(-fewerBytes);
    shrink();
  }

  private synchronized void reserve(long moreBytes) {
    if (isClosed) {
      throw new CarillonException(ErrorCode.CANCELED, "the query has ended already");
    }
    long missing = bytes.get() - reservedBytes;
    if (missing <= 0) {
      return;
    }
    long taken = pieces(missing);
    MemoryPools.Level refused = share.take(taken);
    if (refused != null) {
      throw errors.poolMemory(refused, share, bytes.get() - moreBytes, moreBytes);
    }
    reservedBytes += taken;
  }

  private void shrink() {
    if (reservedBytes - bytes.get() > SLACK_BYTES) {
      giveBack();
    }
  }

  private synchronized void giveBack() {
    long before = reservedBytes;
    // Who charges meanwhile sees the new value and waits for the lock, or is seen here.
    reservedBytes = 0;
    long kept = Math.min(before, pieces(Math.max(0, bytes.get())));
    reservedBytes = kept;
    share.giveBack(before - kept);
  }

  private static long pieces(long wanted) {
    return (wanted + PIECE_BYTES - 1) / PIECE_BYTES * PIECE_BYTES;
  }

  private static void raise(AtomicLong peak, long held) {
    if (held > peak.get()) {
      peak.accumulateAndGet(held, Math::max);
    }
  }

  /** Samples held now. */
  long samples() {
    return samples.get();
  }

  /** Memory held now. */
  long bytes() {
    return bytes.get();
  }

  /** Most samples held at a time. */
  long peakSamples() {
    return peakSamples.get();
  }

  /** Most memory held at a time. */
  long peakBytes() {
    return peakBytes.get();
  }

  /** Series that came from the source, over all selectors. */
  long series() {
    return series.get();
  }

  /** Gives everything back, however the query ended; nothing can be charged afterwards. */
  @Override
  public synchronized void close() {
    if (!isClosed) {
      isClosed = true;
      reservedBytes = 0;
      share.close();
    }
  }
}
