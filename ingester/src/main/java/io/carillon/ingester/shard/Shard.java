package io.carillon.ingester.shard;

import io.carillon.common.column.SampleColumn;
import io.carillon.common.labels.Labels;
import io.carillon.ingester.index.SeriesIndex;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.roaringbitmap.RoaringBitmap;

/**
 * A share of the series of a node with what is staged of them. Everything but the lock and the
 * statistics is guarded by the lock.
 */
final class Shard implements AutoCloseable {
  /** What became of a sample on the fast path. */
  enum Staged {
    DONE,
    /** The same sample is there. */
    DUPLICATE,
    /** Not later than the newest one of its series, or the series has more than a block holds. */
    SLOW
  }

  private final int number;
  private final int shardCount;
  private final SeriesIndex index;
  private final ReentrantLock lock = new ReentrantLock();
  private final SeriesLines lines = new SeriesLines();
  private final ValueBlocks blocks = new ValueBlocks();
  private final Limbo limbo = new Limbo();
  private final LayoutTable layouts = new LayoutTable();

  private Epoch active;
  private @Nullable Epoch frozen;
  private int nextSequence;

  /** Series that no series file has yet. */
  private RoaringBitmap newRefs = new RoaringBitmap();

  private int evictionLine;

  /** Readers from this turn on see nothing that was sealed. */
  private long releasedTurn;

  private boolean isClosed;
  private volatile ShardStats stats = ShardStats.EMPTY;

  Shard(int number, int shardCount, SeriesIndex index, long nowNs) {
    this.number = number;
    this.shardCount = shardCount;
    this.index = index;
    this.active = new Epoch(0, nowNs);
  }

  void lock() {
    lock.lock();
  }

  /** Publishes the statistics and unlocks. */
  void unlock() {
    if (!isClosed) {
      stats = ShardStats.of(active, frozen, lines, blocks, layouts);
    }
    lock.unlock();
  }

  /** Numbers as they were when the lock was given back last. */
  ShardStats stats() {
    return stats;
  }

  SeriesLines lines() {
    return lines;
  }

  ValueBlocks blocks() {
    return blocks;
  }

  Limbo limbo() {
    return limbo;
  }

  LayoutTable layouts() {
    return layouts;
  }

  Epoch active() {
    return active;
  }

  @Nullable Epoch frozen() {
    return frozen;
  }

  int sequence(int ref) {
    return ref / shardCount;
  }

  int ref(int sequence) {
    return sequence * shardCount + number;
  }

  /** The line of a series by its sequence number; -1 when it is not there or another tenant's. */
  int find(int sequence, int tenant) {
    int line = lines.find(sequence);
    return line >= 0 && lines.tenant(line) == tenant ? line : SeriesLines.NONE;
  }

  /** The line of a series by its labels; -1 when it is not there. */
  int find(long hash, int tenant, Labels labels) {
    for (int slot = lines.firstSlot(hash); slot >= 0; slot = lines.nextSlot(slot, hash)) {
      int line = lines.lineAt(slot);
      if (lines.tenant(line) == tenant && index.hasLabels(lines.ref(line), labels)) {
        return line;
      }
    }
    return SeriesLines.NONE;
  }

  /**
   * Whether no newer reference is known for the same labels; an older one is forgotten. A series
   * that left memory and came back has both, and what it had before it left is sealed.
   */
  boolean isNewest(int ref, int tenant, long hash, Labels labels) {
    int line = find(hash, tenant, labels);
    if (line == SeriesLines.NONE) {
      return true;
    }
    int known = lines.ref(line);
    if (known > ref) {
      return false;
    }
    lines.remove(sequence(known), line);
    index.remove(known);
    return true;
  }

  /** Makes a series that is not there, under the next reference. */
  int create(int tenant, long hash, Labels labels) {
    int ref = ref(nextSequence);
    if (nextSequence > Integer.MAX_VALUE / shardCount - 1) {
      throw new IllegalStateException("no references are left for new series");
    }
    newRefs.add(ref);
    return register(ref, tenant, hash, labels);
  }

  /** Makes a series under a reference that it has already. */
  int register(int ref, int tenant, long hash, Labels labels) {
    index.add(tenant, labels, ref);
    return enter(ref, tenant, hash);
  }

  /** Makes a series whose labels the index gets from the caller. */
  int enter(int ref, int tenant, long hash) {
    int sequence = sequence(ref);
    noteSequence(sequence);
    return lines.add(sequence, ref, tenant, hash);
  }

  /** Whether a series may be there: one with this hash is. */
  boolean hasHash(long hash) {
    return lines.firstSlot(hash) >= 0;
  }

  /** Notes that the log names a series, known or not: no other may get its number. */
  void noteSequence(int sequence) {
    nextSequence = Math.max(nextSequence, sequence + 1);
  }

  /** Notes that a registered series must go to the series file. */
  void noteNew(int ref) {
    newRefs.add(ref);
  }

  /** Stages a float. */
  Staged stage(int line, long timestampMs, long bits) {
    Epoch epoch = active;
    TimestampTrie trie = epoch.trie();
    int parity = epoch.parity();
    int node = lines.node(line, parity);
    if (node == TimestampTrie.ROOT) {
      lines.setConstantBits(line, parity, bits);
      lines.setBlock(line, parity, 0);
    } else {
      long lastMs = trie.lastMs(node);
      if (timestampMs <= lastMs) {
        return hasSample(line, timestampMs, bits) ? Staged.DUPLICATE : Staged.SLOW;
      }
      if (!appendBits(line, parity, trie.length(node), bits)) {
        return Staged.SLOW;
      }
    }
    int child = trie.append(node, timestampMs);
    lines.setNode(line, parity, child);
    epoch.staged(timestampMs, trie.length(child));
    return Staged.DONE;
  }

  /** Stages a column on the slow path. */
  void stageSlowly(int line, SampleColumn column) {
    active.stagedSlowly(lines.ref(line), column);
  }

  /** Whether the active epoch's fast path has this very sample. */
  boolean hasSample(int line, long timestampMs, long bits) {
    Long staged = stagedBits(active, line, timestampMs);
    return staged != null && staged == bits;
  }

  /** Bits that an epoch's fast path has at a time; null when it has none. */
  @Nullable Long stagedBits(Epoch epoch, int line, long timestampMs) {
    int parity = epoch.parity();
    int i = epoch.trie().indexOf(lines.node(line, parity), timestampMs);
    if (i < 0) {
      return null;
    }
    int block = lines.block(line, parity);
    return block == 0 ? lines.constantBits(line, parity) : blocks.get(block, i);
  }

  private boolean appendBits(int line, int parity, int count, long bits) {
    int block = lines.block(line, parity);
    if (block == 0) {
      long constant = lines.constantBits(line, parity);
      if (constant == bits) {
        return true;
      }
      if (count >= ValueBlocks.MAX_VALUES) {
        return false;
      }
      block = blocks.allocate(count + 1);
      for (int i = 0; i < count; i++) {
        blocks.put(block, i, constant);
      }
      lines.setBlock(line, parity, block);
    } else if (ValueBlocks.isFull(count)) {
      if (count >= ValueBlocks.MAX_VALUES) {
        return false;
      }
      block = grow(block, count);
      lines.setBlock(line, parity, block);
    }
    blocks.put(block, count, bits);
    return true;
  }

  private int grow(int block, int count) {
    int larger = blocks.allocate(count + 1);
    for (int i = 0; i < count; i++) {
      blocks.put(larger, i, blocks.get(block, i));
    }
    free(block, count);
    return larger;
  }

  private void free(int block, int count) {
    if (limbo.hasReaders()) {
      limbo.retire(() -> blocks.free(block, count));
    } else {
      blocks.free(block, count);
    }
  }

  /**
   * Ends the active epoch.
   *
   * @param always also when it has nothing
   * @return null when it has nothing
   */
  @Nullable Epoch freeze(long nowNs, boolean always) {
    if (frozen != null) {
      throw new IllegalStateException("shard " + number + " is being sealed already");
    }
    if (!always && active.isEmpty() && newRefs.isEmpty()) {
      return null;
    }
    Epoch ended = active;
    frozen = ended;
    layouts.forget();
    active = new Epoch(1 - ended.parity(), nowNs);
    return ended;
  }

  /** Whether anything is not sealed. */
  boolean hasUnsealed() {
    return frozen != null || !active.isEmpty() || !newRefs.isEmpty();
  }

  /** Takes over which series no series file has. */
  RoaringBitmap takeNewRefs() {
    RoaringBitmap taken = newRefs;
    newRefs = new RoaringBitmap();
    return taken;
  }

  /** Clears slots of the frozen epoch in some lines. */
  void clearFrozen(int fromLine, int toLine) {
    Epoch epoch = frozen;
    if (epoch == null) {
      return;
    }
    int parity = epoch.parity();
    for (int line = fromLine; line < Math.min(toLine, lines.end()); line++) {
      if (lines.ref(line) != SeriesLines.NONE && lines.node(line, parity) != TimestampTrie.ROOT) {
        int block = lines.block(line, parity);
        if (block != 0) {
          free(block, epoch.trie().length(lines.node(line, parity)));
        }
        lines.setNode(line, parity, TimestampTrie.ROOT);
        lines.setBlock(line, parity, 0);
      }
    }
  }

  /** Forgets the frozen epoch, whose slots are all clear. */
  void dropFrozen() {
    Epoch epoch = frozen;
    frozen = null;
    if (epoch != null) {
      limbo.retire(() -> epoch.trie().close());
      releasedTurn = limbo.turn();
    }
  }

  /**
   * Forgets series without staged samples that were not seen since a time, among some lines.
   *
   * @return how many
   */
  int evict(int lineCount, int seenBefore) {
    if (frozen != null || limbo.hasReadersBefore(releasedTurn)) {
      return 0; // A reader may still ask for the labels of what was released.
    }
    int evicted = 0;
    for (int i = 0; i < Math.min(lineCount, lines.end()); i++) {
      evictionLine = evictionLine + 1 < lines.end() ? evictionLine + 1 : 0;
      int line = evictionLine;
      int ref = lines.ref(line);
      if (ref != SeriesLines.NONE && lines.lastSeen(line) < seenBefore && isIdle(line, ref)) {
        lines.remove(sequence(ref), line);
        index.remove(ref);
        evicted++;
      }
    }
    return evicted;
  }

  private boolean isIdle(int line, int ref) {
    return lines.node(line, active.parity()) == TimestampTrie.ROOT && !active.slow().contains(ref);
  }

  /** Whether the memory is gone or about to go. */
  boolean isClosed() {
    return isClosed;
  }

  /** Frees all memory once the last reader has ended. */
  @Override
  public void close() {
    lock.lock();
    try {
      isClosed = true;
      stats = ShardStats.EMPTY;
      limbo.retire(this::free);
    } finally {
      lock.unlock();
    }
  }

  private void free() {
    active.trie().close();
    if (frozen != null) {
      frozen.trie().close();
    }
    lines.close();
    blocks.close();
  }
}
