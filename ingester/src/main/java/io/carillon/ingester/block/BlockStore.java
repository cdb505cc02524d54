package io.carillon.ingester.block;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.carillon.common.error.CarillonException;
import io.carillon.ingester.file.ChecksummedFile;
import io.carillon.ingester.file.DiskFullException;
import io.carillon.ingester.file.FileStore;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The blocks that count, and how they change. Readers take a {@link BlockView}; changes are made by
 * the threads that seal and merge, under this store's lock. Thread-safe.
 */
public final class BlockStore implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(BlockStore.class);

  private final FileStore files;
  private final Path directory;
  private final ChecksummedFile manifestFile;
  private final BlockOptions options;
  private final Gaps gaps;
  private final BlockMetrics metrics;
  private final BlockCaches caches;

  private volatile List<Block> blocks;
  private volatile boolean stopMerging;

  @GuardedBy("this")
  private long firstSegment;

  @GuardedBy("this")
  private long nextBlockNumber;

  /** Damaged blocks that readers found, still under their names. */
  @GuardedBy("this")
  private final List<BlockMeta> awaitingQuarantine = new ArrayList<>();

  BlockStore(
      FileStore files,
      Path directory,
      ChecksummedFile manifestFile,
      BlockOptions options,
      Gaps gaps,
      BlockMetrics metrics,
      BlockCaches caches,
      Manifest manifest,
      List<Block> blocks) {
    this.files = files;
    this.directory = directory;
    this.manifestFile = manifestFile;
    this.options = options;
    this.gaps = gaps;
    this.metrics = metrics;
    this.caches = caches;
    this.firstSegment = manifest.firstSegment();
    this.nextBlockNumber = manifest.nextBlockNumber();
    this.blocks = List.copyOf(blocks);
    metrics.set(metas());
  }

  /** The log before this segment is sealed. */
  public synchronized long firstSegment() {
    return firstSegment;
  }

  /** The blocks that count now. */
  public List<BlockMeta> metas() {
    return blocks.stream().map(Block::meta).toList();
  }

  /** The blocks with samples around a range, for reading; the caller closes the view. */
  public BlockView view(long fromMs, long toMs) {
    while (true) {
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
        return new BlockView(this, acquired);
      }
      // One was retired since the list was read: there is a newer list.
      acquired.forEach(Block::release);
    }
  }

  /** A writer for a new block, which counts once it is installed. */
  public BlockWriter newBlock(int mergeLevel) throws IOException {
    long number;
    synchronized (this) {
      number = nextBlockNumber++;
    }
    return new BlockWriter(files, directory, number, mergeLevel);
  }

  /**
   * Makes finished blocks of sealed data count. When this returns they are durable and the log
   * before the segment is not needed any more.
   */
  public synchronized void installSealed(List<BlockMeta> added, long newFirstSegment)
      throws IOException {
    install(added, Set.of(), newFirstSegment);
  }

  /**
   * Merges the blocks of one window and level, if there are enough anywhere.
   *
   * @return whether there may be more to do
   */
  public boolean mergeOnce() throws IOException {
    List<BlockMeta> sources = MergePlan.next(metas(), options.windowMs(), options.mergeFanIn());
    if (sources.isEmpty()) {
      return false;
    }
    Set<Long> numbers = sources.stream().map(BlockMeta::number).collect(Collectors.toSet());
    BlockMeta merged;
    try (BlockView view = view(Long.MIN_VALUE, Long.MAX_VALUE)) {
      merged =
          BlockMerger.merge(
              view.only(numbers), this::newBlock, this::quarantine, () -> stopMerging);
    }
    if (merged == null) {
      return !stopMerging;
    }
    synchronized (this) {
      install(List.of(merged), numbers, firstSegment);
    }
    metrics.merged(sources.size());
    LOG.info("merged blocks: sources={} into={}", sources.size(), merged);
    return true;
  }

  /** Deletes blocks whose last sample lies before a time. */
  public synchronized void expire(long cutMs) throws IOException {
    Set<Long> expired =
        metas().stream()
            .filter(meta -> meta.maxMs() < cutMs)
            .map(BlockMeta::number)
            .collect(Collectors.toSet());
    if (!expired.isEmpty()) {
      install(List.of(), expired, firstSegment);
      LOG.info("deleted blocks beyond retention: count={} before_ms={}", expired.size(), cutMs);
    }
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
      BlockFiles.moveToQuarantine(files, directory, meta.fileName());
    }
    manifest(blocks, firstSegment).write(manifestFile);
    awaitingQuarantine.clear();
  }

  /** Closes all blocks once nobody reads them. */
  @Override
  public synchronized void close() {
    List<Block> open = blocks;
    blocks = List.of();
    open.forEach(Block::release);
  }

  /** Deletes finished blocks that were never installed. */
  public void discard(List<BlockMeta> metas) throws IOException {
    for (BlockMeta meta : metas) {
      files.delete(meta.path(directory));
    }
  }

  /** Makes a merge that is under way end without a result. */
  public void stopMerging() {
    stopMerging = true;
  }

  @GuardedBy("this")
  private void install(List<BlockMeta> added, Set<Long> removed, long newFirstSegment)
      throws IOException {
    files.syncDirectory(directory);
    List<Block> opened = new ArrayList<>();
    boolean installed = false;
    try {
      for (BlockMeta meta : added) {
        opened.add(Block.open(files, directory, meta.number(), caches));
      }
      List<Block> next = new ArrayList<>(opened);
      blocks.stream().filter(b -> !removed.contains(b.meta().number())).forEach(next::add);
      manifest(next, newFirstSegment).write(manifestFile);
      installed = true;
      replace(next, removed, newFirstSegment);
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
  private void replace(List<Block> next, Set<Long> removed, long newFirstSegment) {
    List<Block> gone = blocks.stream().filter(b -> removed.contains(b.meta().number())).toList();
    firstSegment = newFirstSegment;
    blocks = List.copyOf(next);
    metrics.set(metas());
    gone.forEach(Block::release);
    try {
      discard(gone.stream().map(Block::meta).toList());
    } catch (IOException e) {
      LOG.warn("cannot delete old blocks, the next start does: {}", gone.size(), e);
    }
  }

  @GuardedBy("this")
  private Manifest manifest(List<Block> listed, long newFirstSegment) {
    return new Manifest(
        newFirstSegment, nextBlockNumber, listed.stream().map(Block::meta).toList());
  }
}
