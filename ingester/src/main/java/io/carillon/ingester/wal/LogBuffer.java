package io.carillon.ingester.wal;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.carillon.common.error.ErrorCode;
import io.carillon.common.time.MonotonicClock;
import java.util.ArrayDeque;
import java.util.List;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Frames that wait to be durable, and who waits for them. Any thread appends and waits; one
 * committer polls groups of frames and says what became of them. Thread-safe.
 */
final class LogBuffer {
  /** From here on frames are written although nobody waits for them. */
  private static final long EAGER_BYTES = 1 << 20;

  private final LogOptions options;
  private final RandomGenerator random;
  private final MonotonicClock clock;
  private final ReentrantLock lock = new ReentrantLock();

  /** Groups are there and somebody waits for them, or the buffer is closed. */
  private final Condition work = lock.newCondition();

  private final Condition closed = lock.newCondition();

  @GuardedBy("lock")
  private final ChunkPool pool = new ChunkPool();

  @GuardedBy("lock")
  private final FrameHeader frameHeader = new FrameHeader();

  /** Groups that were not polled; only the last one grows, and only when it is of the segment. */
  @GuardedBy("lock")
  private final ArrayDeque<FrameGroup> groups = new ArrayDeque<>();

  @GuardedBy("lock")
  private final Waiters waiters = new Waiters();

  /** By code of the type, since {@link #takeRecordBytes}. */
  @GuardedBy("lock")
  private long[] recordBytes = new long[RecordType.values().length + 1];

  @GuardedBy("lock")
  private Segment segment;

  @GuardedBy("lock")
  private long nextLsn;

  /** Up to where records were polled. */
  @GuardedBy("lock")
  private long polledLsn;

  /** Up to where waiters were told. */
  @GuardedBy("lock")
  private long durableLsn;

  /** Up to where fdatasync said so; what frames name. */
  @GuardedBy("lock")
  private long syncedLsn;

  @GuardedBy("lock")
  private long pendingBytes;

  @GuardedBy("lock")
  private boolean isWanted;

  @GuardedBy("lock")
  private boolean isClosed;

  /** Not null while the disk is full. */
  @GuardedBy("lock")
  private Waiters.@Nullable Refusal full;

  /** Not null once the log is stopped. */
  @GuardedBy("lock")
  private Waiters.@Nullable Refusal stopped;

  LogBuffer(
      LogOptions options,
      RandomGenerator random,
      MonotonicClock clock,
      long firstSegment,
      long firstLsn) {
    this.options = options;
    this.random = random;
    this.clock = clock;
    this.nextLsn = firstLsn;
    this.polledLsn = firstLsn - 1;
    this.durableLsn = firstLsn - 1;
    this.syncedLsn = firstLsn - 1;
    this.segment = new Segment(firstSegment, random.nextInt(), firstLsn, options.segmentBytes());
  }

  /* ---- Writers ---- */

  SegmentedLog.Admission admit(long bytes) {
    lock.lock();
    try {
      if (stopped != null || isClosed) {
        return SegmentedLog.Admission.STOPPED;
      }
      if (full != null) {
        return SegmentedLog.Admission.DISK_FULL;
      }
      boolean fits = pendingBytes == 0 || pendingBytes + bytes <= options.maxPendingBytes();
      return fits ? SegmentedLog.Admission.ADMITTED : SegmentedLog.Admission.FULL;
    } finally {
      lock.unlock();
    }
  }

  long segment() {
    lock.lock();
    try {
      return segment.number();
    } finally {
      lock.unlock();
    }
  }

  /** See {@link RecordLog#append}. */
  long append(long forSegment, int shard, RecordType type, byte[] body, int offset, int length) {
    int frameBytes = Math.addExact(FrameHeader.BYTES, length);
    lock.lock();
    try {
      if (forSegment != segment.number()) {
        return RecordLog.STALE_SEGMENT;
      }
      if (!segment.makeRoom(frameBytes)) {
        segment =
            new Segment(segment.number() + 1, random.nextInt(), nextLsn, options.segmentBytes());
        return RecordLog.STALE_SEGMENT;
      }
      long lsn = nextLsn++;
      if (stopped == null) {
        add(lsn, shard, type.code(), body, offset, length);
        recordBytes[type.code()] += frameBytes;
      }
      return lsn;
    } finally {
      lock.unlock();
    }
  }

  /** See {@link SegmentedLog#whenDurable}. */
  void whenDurable(long lsn, DurabilityListener listener) {
    Waiters.@Nullable Refusal refusal;
    lock.lock();
    try {
      boolean isDurable = lsn <= durableLsn;
      refusal = isDurable ? null : stopped == null ? full : stopped;
      if (!isDurable && refusal == null) {
        waiters.add(lsn, listener);
        if (lsn > polledLsn) {
          want();
        }
        return;
      }
    } finally {
      lock.unlock();
    }
    if (refusal == null) {
      listener.onDurable();
    } else {
      refusal.tell(List.of(listener));
    }
  }

  @GuardedBy("lock")
  private void add(long lsn, int shard, int type, byte[] body, int offset, int length) {
    FrameGroup group = groups.peekLast();
    if (group == null || group.segment() != segment) {
      group = new FrameGroup(segment, pool, clock.nanoTime());
      groups.addLast(group);
    }
    byte[] head =
        frameHeader.encode(segment.salt(), lsn, syncedLsn, type, shard, body, offset, length);
    group.add(lsn, head, 0, FrameHeader.BYTES);
    group.add(lsn, body, offset, length);
    segment.advance(FrameHeader.BYTES + length);
    pendingBytes += FrameHeader.BYTES + length;
    if (pendingBytes >= EAGER_BYTES) {
      want();
    }
  }

  /** Once for all who wait: a signal costs as much as staging a hundred samples. */
  @GuardedBy("lock")
  private void want() {
    if (!isWanted) {
      isWanted = true;
      work.signal();
    }
  }

  /* ---- The committer ---- */

  /**
   * Takes the oldest group once somebody waits for it; null when there is none after a pause.
   *
   * @param pauseNs how long to wait for somebody to wait
   */
  @Nullable FrameGroup poll(long pauseNs) throws InterruptedException {
    lock.lock();
    try {
      long rest = pauseNs;
      while (rest > 0 && !isClosed && (groups.isEmpty() || !isWanted)) {
        rest = work.awaitNanos(rest);
      }
      FrameGroup group = groups.pollFirst();
      if (group != null) {
        polledLsn = group.lastLsn();
        isWanted = !groups.isEmpty();
      }
      return group;
    } finally {
      lock.unlock();
    }
  }

  /** Whether the buffer is closed and everything was polled. */
  boolean isDrained() {
    lock.lock();
    try {
      return isClosed && groups.isEmpty();
    } finally {
      lock.unlock();
    }
  }

  /** The group is written as durably as waiters expect; tells them. */
  void complete(FrameGroup group) {
    List<DurabilityListener> done;
    lock.lock();
    try {
      durableLsn = group.lastLsn();
      pendingBytes -= group.sizeBytes();
      group.release();
      done = waiters.takeUpTo(durableLsn);
    } finally {
      lock.unlock();
    }
    done.forEach(DurabilityListener::onDurable);
  }

  /** The disk has everything up to a record. */
  void synced(long lsn) {
    lock.lock();
    try {
      syncedLsn = lsn;
    } finally {
      lock.unlock();
    }
  }

  /** Admits nothing until {@link #hasSpace}, and refuses who waits and who comes. */
  void isFull(String reason) {
    Waiters.Refusal refusal = new Waiters.Refusal(ErrorCode.STORAGE_FULL, reason);
    List<DurabilityListener> refused;
    lock.lock();
    try {
      full = refusal;
      refused = waiters.takeUpTo(Long.MAX_VALUE);
    } finally {
      lock.unlock();
    }
    refusal.tell(refused);
  }

  void hasSpace() {
    lock.lock();
    try {
      full = null;
    } finally {
      lock.unlock();
    }
  }

  /** Waits; false when the buffer was closed. */
  boolean pause(long pauseNs) throws InterruptedException {
    lock.lock();
    try {
      long rest = pauseNs;
      while (rest > 0 && !isClosed) {
        rest = closed.awaitNanos(rest);
      }
      return !isClosed;
    } finally {
      lock.unlock();
    }
  }

  /** Bytes of records by code of the type since the last call. */
  long[] takeRecordBytes() {
    lock.lock();
    try {
      long[] taken = recordBytes;
      recordBytes = new long[taken.length];
      return taken;
    } finally {
      lock.unlock();
    }
  }

  /**
   * A frame behind all others that says that they are durable; null when there is no place for it
   * or nothing to say.
   */
  @Nullable FrameGroup endMark() {
    lock.lock();
    try {
      boolean hasPlace =
          segment.end() > LogFormat.HEADER_BYTES && segment.makeRoom(FrameHeader.BYTES);
      if (!hasPlace || stopped != null || syncedLsn != nextLsn - 1) {
        return null;
      }
      add(nextLsn, 0, FrameHeader.END, new byte[0], 0, 0);
      return groups.pollFirst();
    } finally {
      lock.unlock();
    }
  }

  /** Admits nothing any more, drops what waits and refuses who waits and who comes. */
  void stop(ErrorCode code, String reason) {
    Waiters.Refusal refusal = new Waiters.Refusal(code, reason);
    List<DurabilityListener> refused;
    lock.lock();
    try {
      stopped = refusal;
      groups.clear();
      pendingBytes = 0;
      refused = waiters.takeUpTo(Long.MAX_VALUE);
    } finally {
      lock.unlock();
    }
    refusal.tell(refused);
  }

  /** Admits nothing any more; what waits can still be polled. */
  void close() {
    lock.lock();
    try {
      isClosed = true;
      work.signalAll();
      closed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /* ---- State ---- */

  long nextLsn() {
    lock.lock();
    try {
      return nextLsn;
    } finally {
      lock.unlock();
    }
  }

  long durableLsn() {
    lock.lock();
    try {
      return durableLsn;
    } finally {
      lock.unlock();
    }
  }

  long pendingBytes() {
    lock.lock();
    try {
      return pendingBytes;
    } finally {
      lock.unlock();
    }
  }

  /** Bytes that the open segment has or will have, its header included. */
  long openSegmentBytes() {
    lock.lock();
    try {
      return segment.end();
    } finally {
      lock.unlock();
    }
  }

  /** Why the log takes nothing any more; null while it does. */
  @Nullable String whyStopped() {
    lock.lock();
    try {
      return stopped == null ? null : stopped.reason();
    } finally {
      lock.unlock();
    }
  }
}
