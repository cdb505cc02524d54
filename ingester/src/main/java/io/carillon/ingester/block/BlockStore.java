package io.carillon.ingester.block;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.carillon.common.error.CarillonException;
import io.carillon.common.error.ErrorCode;
import io.carillon.common.labels.Matcher;
import io.carillon.common.tenant.TenantId;
import io.carillon.ingester.file.DiskFullException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The slices and blocks that count, and how they change. Readers take a {@link BlockView}; changes
 * are made by the threads that seal and merge, under this store's lock. Thread-safe.
 */
public final class BlockStore implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(BlockStore.class);

  private final BlockFiles files;
  private final BlockOptions options;
  private final MergeSettings mergeSettings;
  private final MergePlan mergePlan;
  private final Gaps gaps;
  private final BlockMetrics metrics;
  private final Tombstones tombstones;

  private volatile List<Block> blocks;
  private volatile boolean stopMerging;

  @GuardedBy("this")
  private List<Long> cuts;

  @GuardedBy("this")
  private long nextNumber;

  /** Numbers of blocks of which a newer version wrote a part: they are read, but not merged. */
  private final Set<Long> partlyNewer = ConcurrentHashMap.newKeySet();

  /** Damaged blocks that readers found, still under their names. */
  @GuardedBy("this")
  private final List<BlockMeta> awaitingQuarantine = new ArrayList<>();

  BlockStore(
      BlockFiles files,
      BlockOptions options,
      MergeSettings mergeSettings,
      Gaps gaps,
      BlockMetrics metrics,
      Tombstones tombstones,
      Manifest manifest,
      List<Block> blocks) {
    this.files = files;
    this.options = options;
    this.mergeSettings = mergeSettings;
    this.mergePlan = new MergePlan(options.mergeFanIn(), options.retentionMs());
    this.gaps = gaps;
    this.metrics = metrics;
    this.tombstones = tombstones;
    this.cuts = manifest.cuts();
    this.nextNumber = manifest.nextNumber();
    this.blocks = List.copyOf(blocks);
    blocks.forEach(this::watch);
    metrics.set(metas());
  }

  /** For each shard the first LSN that is not sealed; their number never changes. */
  public synchronized List<Long> cuts() {
    return cuts;
  }

  /** The files that count now. */
  public List<BlockMeta> metas() {
    return blocks.stream().map(Block::meta).toList();
  }

  /** The files with samples around a range, for reading; the caller closes the view. */
  public BlockView view(long fromMs, long toMs) {
    while (true) {
      // First, since a merge that applied them may let them go.
      List<Tombstone> masking = tombstones.all();
      List<Block> acquired = new ArrayList<>();
      boolean complete = true;
      for (Block block : blocks) {
        if (block.meta().overlaps(fromMs, toMs)) {
          complete &= block.acquire();
          if (!complete) {
            break;
          }
          acquired.add(block);
        }
      }
      if (complete) {
        return new BlockView(this, acquired, masking);
      }
      // One was retired since the list was read: there is a newer list.
      acquired.forEach(Block::release);
    }
  }

  /** A writer for a new file, which counts once it is installed. */
  public BlockWriter newBlock(int mergeLevel) throws IOException {
    return newBlock(mergeLevel, tombstones.newestNumber());
  }

  /**
   * A writer for what a shard seals; what it writes counts once it is installed.
   *
   * @param nowMs tells recent from late samples
   */
  public SliceWriter newSlices(long nowMs) {
    return new SliceWriter(this, mergePlan.sliceWindows(nowMs));
  }

  private BlockWriter newBlock(int mergeLevel, long deleteNumber) throws IOException {
    long number;
    synchronized (this) {
      number = nextNumber++;
    }
    return files.create(new BlockMeta(number, mergeLevel, 0, 0, 0, 0, 0, deleteNumber));
  }

  /**
   * Makes finished slices of a shard count. When this returns they are durable, and the log of the
   * shard before the cut is not needed any more; both changed in one step.
   *
   * @param added may be empty
   * @param cutLsn the first LSN that is not sealed
   */
  public synchronized void installSealed(List<BlockMeta> added, int shard, long cutLsn)
      throws IOException {
    List<Long> newCuts = new ArrayList<>(cuts);
    newCuts.set(shard, cutLsn);
    install(added, Set.of(), newCuts);
  }

  /**
   * Notes, durably, up to where shards are sealed of which there was nothing to write.
   *
   * @param newCuts for each shard the first LSN that is not sealed
   */
  public synchronized void advanceCuts(List<Long> newCuts) throws IOException {
    finishQuarantine();
    files.write(manifest(blocks, newCuts));
    cuts = List.copyOf(newCuts);
  }

  /**
   * Merges files that are due, if there are any.
   *
   * @param nowMs tells which windows are over
   * @param minMs samples before are left out
   * @return whether there may be more to do
   */
  public boolean mergeOnce(long nowMs, long minMs) throws IOException {
    MergePlan.Merge merge = mergePlan.next(mergeable(), nowMs);
    return merge != null && (merge(merge, minMs) || !stopMerging);
  }

  /** Merges everything there is into one file for each of the longest windows. */
  public void mergeAll(long minMs) throws IOException {
    List<MergePlan.Merge> merges = mergePlan.all(mergeable());
    while (!merges.isEmpty() && !stopMerging) {
      for (MergePlan.Merge merge : merges) {
        merge(merge, minMs);
      }
      merges = mergePlan.all(mergeable());
    }
  }

  private List<BlockMeta> mergeable() {
    return metas().stream().filter(meta -> !partlyNewer.contains(meta.number())).toList();
  }

  /** What a merge does with a block that it cannot read. */
  private void leaveOut(Block block, CarillonException cause) {
    if (cause.code() == ErrorCode.CORRUPTION) {
      quarantine(block, cause);
    } else if (partlyNewer.add(block.meta().number())) {
      LOG.warn(
          "not merged until a newer version runs, which wrote a part of it: file={} reason=\"{}\"",
          block.meta().fileName(),
          cause.getMessage());
    }
  }

  private boolean merge(MergePlan.Merge merge, long minMs) throws IOException {
    Set<Long> numbers = merge.sources().stream().map(BlockMeta::number).collect(Collectors.toSet());
    // What is deleted from here on, masks the result.
    long deleteNumber = tombstones.newestNumber();
    List<BlockMeta> merged;
    try (BlockView view = view(Long.MIN_VALUE, Long.MAX_VALUE);
        BlockWriter writer = newBlock(merge.level(), deleteNumber)) {
      List<Block> sources = view.only(numbers);
      BlockMerger merger =
          new BlockMerger(
              sources,
              view.tombstones(deleteNumber),
              minMs,
              mergeSettings,
              this::leaveOut,
              () -> stopMerging);
      if (sources.size() < numbers.size()
          || merger.writeTo(writer) == BlockMerger.Outcome.GIVEN_UP) {
        return false;
      }
      BlockMeta meta = writer.finish();
      merged = meta == null ? List.of() : List.of(meta);
    }
    synchronized (this) {
      install(merged, numbers, cuts);
    }
    metrics.merged(numbers.size());
    LOG.info("merged: sources={} into={}", numbers.size(), merged);
    return true;
  }

  /** Deletes files whose last sample lies before a time, and the oldest when there are too many. */
  public synchronized void expire(long cutMs) throws IOException {
    List<BlockMeta> youngestFirst =
        metas().stream().sorted(Comparator.comparingLong(BlockMeta::maxMs).reversed()).toList();
    long sizeBytes = 0;
    Set<Long> expired = new HashSet<>();
    for (BlockMeta meta : youngestFirst) {
      sizeBytes += meta.sizeBytes();
      boolean isTooMuch = options.maxBytes() > 0 && sizeBytes > options.maxBytes();
      if (meta.maxMs() < cutMs || (isTooMuch && sizeBytes > meta.sizeBytes())) {
        expired.add(meta.number());
      }
    }
    if (!expired.isEmpty()) {
      install(List.of(), expired, cuts);
      LOG.info("deleted files beyond retention: count={} before_ms={}", expired.size(), cutMs);
    }
  }

  /**
   * Deletes samples from all files that count now; the caller has sealed what is to be deleted. It
   * is durable, and nobody who begins to read sees them any more, when this returns.
   *
   * @param matchers which series, all of them must fit
   * @param minMs first time to delete
   * @param maxMs last time to delete
   * @return the new delete number
   */
  public long delete(TenantId tenant, List<Matcher> matchers, long minMs, long maxMs)
      throws IOException {
    Tombstone added = tombstones.add(tenant, matchers, minMs, maxMs);
    LOG.info("deleted: {}", added);
    return added.number();
  }

  /** What is deleted but may still be in files. */
  public List<Tombstone> tombstones() {
    return tombstones.all();
  }

  /**
   * Takes a damaged block out at once, on any thread; {@link #finishQuarantine} moves its file.
   * What it held is declared lost before it is gone.
   */
  void quarantine(Block block, CarillonException cause) {
    BlockMeta meta = block.meta();
    synchronized (this) {
      if (!blocks.contains(block)) {
        return;
      }
      gaps.declare(meta.fileName(), meta.minMs(), meta.maxMs(), String.valueOf(cause.getMessage()));
      metrics.quarantined();
      awaitingQuarantine.add(meta);
      blocks = blocks.stream().filter(b -> b != block).toList();
      metrics.set(metas());
    }
    block.release();
  }

  /** Moves the files of damaged blocks away, durably. */
  public synchronized void finishQuarantine() throws IOException {
    if (awaitingQuarantine.isEmpty()) {
      return;
    }
    gaps.save();
    for (BlockMeta meta : awaitingQuarantine) {
      files.moveToQuarantine(meta.fileName());
    }
    files.write(manifest(blocks, cuts));
    awaitingQuarantine.clear();
  }

  /** Closes all files once nobody reads them. */
  @Override
  public synchronized void close() {
    List<Block> open = blocks;
    blocks = List.of();
    open.forEach(Block::release);
  }

  /** Deletes finished files that were never installed. */
  public void discard(List<BlockMeta> metas) throws IOException {
    files.delete(metas);
  }

  /** Makes a merge that is under way end without a result. */
  public void stopMerging() {
    stopMerging = true;
  }

  private void watch(Block block) {
    block.tellDamage(e -> quarantine(block, e));
  }

  @GuardedBy("this")
  private void install(List<BlockMeta> added, Set<Long> removed, List<Long> newCuts)
      throws IOException {
    files.sync();
    List<Block> opened = new ArrayList<>();
    boolean installed = false;
    try {
      for (BlockMeta meta : added) {
        opened.add(files.open(meta.number()));
      }
      List<Block> next = new ArrayList<>(opened);
      blocks.stream().filter(b -> !removed.contains(b.meta().number())).forEach(next::add);
      finishQuarantine(); // Else a crash would forget what damaged blocks held.
      files.write(manifest(next, newCuts));
      installed = true;
      opened.forEach(this::watch);
      replace(next, removed, newCuts);
    } catch (DiskFullException e) {
      // Otherwise a failed write of the manifest may have replaced it, so the files must stay.
      discard(added);
      throw e;
    } finally {
      if (!installed) {
        opened.forEach(Block::release);
      }
    }
  }

  @GuardedBy("this")
  private void replace(List<Block> next, Set<Long> removed, List<Long> newCuts) {
    List<Block> gone = blocks.stream().filter(b -> removed.contains(b.meta().number())).toList();
    cuts = List.copyOf(newCuts);
    blocks = List.copyOf(next);
    metrics.set(metas());
    gone.forEach(Block::release);
    try {
      discard(gone.stream().map(Block::meta).toList());
      tombstones.retain(metas());
    } catch (IOException e) {
      LOG.warn("cannot delete what is merged or too old, it is tried again: {}", gone.size(), e);
    }
  }

  @GuardedBy("this")
  private Manifest manifest(List<Block> listed, List<Long> newCuts) {
    return new Manifest(newCuts, nextNumber, listed.stream().map(Block::meta).toList());
  }
}
