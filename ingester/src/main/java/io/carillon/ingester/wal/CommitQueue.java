package io.carillon.ingester.wal;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/**
 * What waits for the committer, in groups that become durable together. Any thread adds to the open
 * group, the committer takes the oldest one. A group belongs to one segment. Thread-safe.
 */
final class CommitQueue {
  /** Entries that become durable together. */
  static final class Group {
    private final long segment;
    private final long generation;
    private final List<WalEntry> entries = new ArrayList<>();
    private final List<WalFrame> frames = new ArrayList<>();
    private long sizeBytes;

    private Group(long segment, long generation) {
      this.segment = segment;
      this.generation = generation;
    }

    long segment() {
      return segment;
    }

    List<WalEntry> entries() {
      return entries;
    }

    List<WalFrame> frames() {
      return frames;
    }

    long sizeBytes() {
      return sizeBytes;
    }
  }

  private final WalOptions options;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition work = lock.newCondition();

  /** The last group is open, the others are closed and wait; empty only when stopped. */
  @GuardedBy("lock")
  private final Deque<Group> groups = new ArrayDeque<>();

  @GuardedBy("lock")
  private long pendingBytes;

  /** Bytes in the segment of the open group, waiting ones included. */
  @GuardedBy("lock")
  private long openSegmentBytes;

  @GuardedBy("lock")
  private long bytesSinceCut;

  @GuardedBy("lock")
  private boolean isClosed;

  CommitQueue(WalOptions options, long firstSegment) {
    this.options = options;
    this.groups.add(new Group(firstSegment, 1));
  }

  WriteAheadLog.Admission submit(WalEntry entry) {
    lock.lock();
    try {
      if (isClosed) {
        return WriteAheadLog.Admission.STOPPED;
      }
      if (pendingBytes >= options.maxPendingBytes()) {
        return WriteAheadLog.Admission.FULL;
      }
      Group group = groups.getLast();
      int before = group.frames.size();
      if (!entry.addFrames(group.generation, group.frames)) {
        return WriteAheadLog.Admission.STALE;
      }
      long added = 0;
      for (WalFrame frame : group.frames.subList(before, group.frames.size())) {
        added += frame.sizeBytes();
      }
      group.entries.add(entry);
      group.sizeBytes += added;
      pendingBytes += added;
      openSegmentBytes += added;
      bytesSinceCut += added;
      work.signal();
      return WriteAheadLog.Admission.ACCEPTED;
    } finally {
      lock.unlock();
    }
  }

  /** See {@link WriteAheadLog#cut}. */
  boolean cut(WalEntry marker, LongConsumer atCut) {
    lock.lock();
    try {
      if (isClosed) {
        return false;
      }
      groups.getLast().entries.add(marker);
      openGroup(groups.getLast().segment + 1);
      bytesSinceCut = 0;
      atCut.accept(groups.getLast().segment);
      work.signal();
      return true;
    } finally {
      lock.unlock();
    }
  }

  /** Takes the oldest group with entries; null when there is none and the queue is closed. */
  @Nullable Group take() throws InterruptedException {
    lock.lock();
    try {
      while (groups.getFirst().entries.isEmpty()) {
        if (isClosed) {
          return null;
        }
        work.await();
      }
      if (groups.size() == 1) {
        Group open = groups.getFirst();
        if (openSegmentBytes >= options.segmentBytes()) {
          openGroup(open.segment + 1);
        } else {
          groups.addLast(new Group(open.segment, open.generation));
        }
      }
      return groups.removeFirst();
    } finally {
      lock.unlock();
    }
  }

  /** Bytes of a group that was taken wait no longer. */
  void release(Group group) {
    lock.lock();
    try {
      pendingBytes -= group.sizeBytes;
    } finally {
      lock.unlock();
    }
  }

  /**
   * Takes everything that waits and starts over, so that series are named again.
   *
   * @param failed the group that was taken last
   * @param sameSegment whether the segment of the failed group can be continued
   * @param end where the log is durable
   */
  List<Group> startOver(Group failed, boolean sameSegment, WalPosition end) {
    lock.lock();
    try {
      List<Group> waiting = new ArrayList<>(groups);
      long openSegment = groups.getLast().segment;
      boolean canContinue = sameSegment || openSegment > failed.segment;
      openGroup(canContinue ? openSegment : openSegment + 1);
      groups.removeAll(waiting);
      openSegmentBytes = groups.getLast().segment == end.segment() ? end.offset() : 0;
      pendingBytes = 0;
      return waiting;
    } finally {
      lock.unlock();
    }
  }

  /** Takes everything that waits; nothing is admitted any more. */
  List<Group> stop() {
    lock.lock();
    try {
      isClosed = true;
      List<Group> waiting = List.copyOf(groups);
      groups.clear();
      pendingBytes = 0;
      return waiting;
    } finally {
      lock.unlock();
    }
  }

  /** Admits nothing any more; what waits can still be taken. */
  void close() {
    lock.lock();
    try {
      isClosed = true;
      work.signal();
    } finally {
      lock.unlock();
    }
  }

  long bytesSinceCut() {
    lock.lock();
    try {
      return bytesSinceCut;
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

  @GuardedBy("lock")
  private void openGroup(long segment) {
    groups.addLast(new Group(segment, groups.getLast().generation + 1));
    openSegmentBytes = 0;
  }
}
