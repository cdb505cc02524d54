package io.carillon.ingester.shard;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Memory that was given up while readers may still look at it: it is freed once all of them that
 * began before have ended. Guarded by the shard's lock.
 */
final class Limbo {
  private record Retired(long turn, Runnable free) {}

  private final Deque<Retired> retired = new ArrayDeque<>();

  /** Readers by the turn in which they began. */
  private final SortedMap<Long, Integer> readers = new TreeMap<>();

  private long turn;

  /** A reader begins. */
  long enter() {
    readers.merge(turn, 1, Integer::sum);
    return turn;
  }

  /** The reader that began in a turn ends. */
  void leave(long readerTurn) {
    readers.computeIfPresent(readerTurn, (_, count) -> count == 1 ? null : count - 1);
    while (!retired.isEmpty()
        && (readers.isEmpty() || retired.getFirst().turn() < readers.firstKey())) {
      retired.removeFirst().free().run();
    }
  }

  /** Gives memory up. */
  void retire(Runnable free) {
    if (readers.isEmpty()) {
      free.run();
    } else {
      retired.addLast(new Retired(turn, free));
      turn++;
    }
  }

  /** The turn in which a reader would begin now. */
  long turn() {
    return turn;
  }

  /** Whether a reader began before a turn. */
  boolean hasReadersBefore(long earlierThan) {
    return !readers.isEmpty() && readers.firstKey() < earlierThan;
  }

  boolean hasReaders() {
    return !readers.isEmpty();
  }
}
