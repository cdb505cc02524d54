package io.carillon.ingester.block;

import io.carillon.common.error.CarillonException;
import io.carillon.common.error.ErrorCode;
import io.carillon.ingester.file.ChecksummedFile;
import io.carillon.ingester.file.FileStore;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Opens what the manifest lists. Damaged or missing blocks are quarantined and declared; files that
 * it does not list are left-overs of a crash and deleted. When the manifest itself is damaged or
 * gone although there is data, every good block counts and nothing is vouched for.
 */
public final class BlockStoreOpener {
  private static final Logger LOG = LoggerFactory.getLogger(BlockStoreOpener.class);

  private final FileStore files;
  private final BlockFiles blockFiles;
  private final ChecksummedFile tombstonesFile;
  private final BlockOptions options;
  private final MergeSettings mergeSettings;
  private final Gaps gaps;
  private final BlockMetrics metrics;

  /**
   * For the blocks of a data directory.
   *
   * @param directory where the blocks are
   * @param manifestPath where the manifest is; the tombstones are beside it
   */
  public BlockStoreOpener(
      FileStore files,
      Path directory,
      Path manifestPath,
      BlockOptions options,
      MergeSettings mergeSettings,
      Gaps gaps,
      BlockMetrics metrics) {
    this.files = files;
    this.blockFiles =
        new BlockFiles(
            files, directory, Manifest.file(files, manifestPath), new BlockCaches(options));
    this.tombstonesFile = Tombstones.file(files, manifestPath.resolveSibling("TOMBSTONES"));
    this.options = options;
    this.mergeSettings = mergeSettings;
    this.gaps = gaps;
    this.metrics = metrics;
  }

  /**
   * Opens the store; the directories are there afterwards.
   *
   * @param hasLog whether there is a log already: then there must be a manifest
   */
  public BlockStore open(boolean hasLog) throws IOException {
    blockFiles.prepare();
    Manifest manifest = readManifest(hasLog);
    List<Block> blocks = new ArrayList<>();
    List<String> damaged = new ArrayList<>();
    for (BlockMeta listed : manifest.blocks()) {
      Block block = openListed(listed);
      if (block == null) {
        damaged.add(listed.fileName());
      } else {
        blocks.add(block);
      }
    }
    Tombstones tombstones = readTombstones(blocks);
    gaps.save();
    for (String fileName : damaged) {
      metrics.quarantined();
      blockFiles.moveToQuarantine(fileName);
    }
    List<BlockMeta> metas = blocks.stream().map(Block::meta).toList();
    Manifest current = new Manifest(manifest.cuts(), manifest.nextNumber(), metas);
    // Not written without need, so that a full disk can be read.
    if (!current.equals(manifest) || !files.exists(blockFiles.manifest().path())) {
      blockFiles.write(current);
    }
    deleteUnlisted(current);
    return new BlockStore(
        blockFiles, options, mergeSettings, gaps, metrics, tombstones, current, blocks);
  }

  /** When the file is damaged, what was deleted may come back, and this replica says so. */
  private Tombstones readTombstones(List<Block> blocks) throws IOException {
    Tombstones tombstones = new Tombstones(tombstonesFile);
    long minNumber = blocks.stream().mapToLong(b -> b.meta().deleteNumber()).max().orElse(0);
    try {
      tombstones.load(minNumber);
    } catch (CarillonException e) {
      if (e.code() != ErrorCode.CORRUPTION) {
        throw e;
      }
      gaps.declare(
          String.valueOf(tombstonesFile.path().getFileName()),
          Long.MIN_VALUE,
          Long.MAX_VALUE,
          String.valueOf(e.getMessage()));
    }
    return tombstones;
  }

  private Manifest readManifest(boolean hasLog) throws IOException {
    @Nullable Manifest manifest;
    String reason = "the manifest is missing";
    try {
      manifest = Manifest.read(blockFiles.manifest());
    } catch (CarillonException e) {
      if (e.code() != ErrorCode.CORRUPTION) {
        throw e;
      }
      manifest = null;
      reason = String.valueOf(e.getMessage());
    }
    if (manifest != null) {
      return manifest;
    }
    List<Long> numbers = blockNumbers();
    if (hasLog || !numbers.isEmpty()) {
      gaps.declare(
          String.valueOf(blockFiles.manifest().path().getFileName()),
          Long.MIN_VALUE,
          Long.MAX_VALUE,
          reason);
    }
    long nextNumber = numbers.isEmpty() ? 1 : numbers.getLast() + 1;
    List<BlockMeta> unknown = numbers.stream().map(BlockStoreOpener::unknown).toList();
    return Manifest.ofNew(options.shardCount(), nextNumber, unknown);
  }

  /** Stands for a block of which only the file is known; replaced by what the file says. */
  private static BlockMeta unknown(long number) {
    return new BlockMeta(number, 0, Long.MIN_VALUE, Long.MAX_VALUE, 0, 0, 0, 0);
  }

  private List<Long> blockNumbers() throws IOException {
    return blockFiles.list().stream()
        .map(BlockMeta::number)
        .filter(number -> number >= 0)
        .sorted()
        .toList();
  }

  private @Nullable Block openListed(BlockMeta listed) throws IOException {
    try {
      Block block = blockFiles.open(listed.number());
      if (listed.sizeBytes() == 0 || block.meta().equals(listed)) {
        return block;
      }
      block.release();
      gaps.declare(
          listed.fileName(), listed.minMs(), listed.maxMs(), "the manifest lists another file");
      return null;
    } catch (NoSuchFileException | FileNotFoundException e) {
      Path path = blockFiles.path(listed.fileName());
      if (files.exists(path)) {
        // Not ours to read, or too many files are open: nothing is wrong with it.
        throw new IOException("cannot open " + path + ": " + e.getMessage(), e);
      }
      gaps.declare(listed.fileName(), listed.minMs(), listed.maxMs(), "the file is missing");
      return null;
    } catch (CarillonException e) {
      if (e.code() != ErrorCode.CORRUPTION) {
        throw e;
      }
      gaps.declare(
          listed.fileName(), listed.minMs(), listed.maxMs(), String.valueOf(e.getMessage()));
      return null;
    }
  }

  private void deleteUnlisted(Manifest manifest) throws IOException {
    Set<String> listed =
        manifest.blocks().stream().map(BlockMeta::fileName).collect(Collectors.toSet());
    for (String fileName : blockFiles.list()) {
      if (!listed.contains(fileName)) {
        LOG.info("deleting left-over of an unfinished seal or merge: file={}", fileName);
        blockFiles.delete(fileName);
      }
    }
  }
}
