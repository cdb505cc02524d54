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

  /** "CARILMAN" in the order of the bytes. */
  private static final long MAGIC = 0x4e414d4c49524143L;

  private static final int LEVEL = 1;

  private final FileStore files;
  private final Path directory;
  private final ChecksummedFile manifestFile;
  private final BlockOptions options;
  private final Gaps gaps;
  private final BlockMetrics metrics;
  private final BlockCaches caches;

  /**
   * For the blocks of a data directory.
   *
   * @param directory where the blocks are
   * @param manifestPath where the manifest is
   */
  public BlockStoreOpener(
      FileStore files,
      Path directory,
      Path manifestPath,
      BlockOptions options,
      Gaps gaps,
      BlockMetrics metrics) {
    this.files = files;
    this.directory = directory;
    this.manifestFile = new ChecksummedFile(files, manifestPath, MAGIC, LEVEL);
    this.options = options;
    this.gaps = gaps;
    this.metrics = metrics;
    this.caches = new BlockCaches(options);
  }

  /**
   * Opens the store; the directories are there afterwards.
   *
   * @param hasLog whether there is a log already: then there must be a manifest
   */
  public BlockStore open(boolean hasLog) throws IOException {
    files.createDirectories(BlockFiles.quarantine(directory));
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
    gaps.save();
    for (String fileName : damaged) {
      metrics.quarantined();
      BlockFiles.moveToQuarantine(files, directory, fileName);
    }
    Manifest current =
        new Manifest(
            manifest.firstSegment(),
            manifest.nextBlockNumber(),
            blocks.stream().map(Block::meta).toList());
    // Not written without need, so that a full disk can be read.
    if (!current.equals(manifest) || !files.exists(manifestFile.path())) {
      current.write(manifestFile);
    }
    deleteUnlisted(current);
    return new BlockStore(
        files, directory, manifestFile, options, gaps, metrics, caches, current, blocks);
  }

  private Manifest readManifest(boolean hasLog) throws IOException {
    @Nullable Manifest manifest;
    String reason = "the manifest is missing";
    try {
      manifest = Manifest.read(manifestFile);
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
          String.valueOf(manifestFile.path().getFileName()),
          Long.MIN_VALUE,
          Long.MAX_VALUE,
          reason);
    }
    long nextBlockNumber = numbers.isEmpty() ? 1 : numbers.getLast() + 1;
    return new Manifest(1, nextBlockNumber, numbers.stream().map(this::unknown).toList());
  }

  /** Stands for a block of which only the file is known; replaced by what the file says. */
  private BlockMeta unknown(long number) {
    return new BlockMeta(number, 0, Long.MIN_VALUE, Long.MAX_VALUE, 0, 0, 0);
  }

  private List<Long> blockNumbers() throws IOException {
    return files.list(directory).stream()
        .map(BlockMeta::number)
        .filter(number -> number >= 0)
        .sorted()
        .toList();
  }

  private @Nullable Block openListed(BlockMeta listed) throws IOException {
    try {
      return Block.open(files, directory, listed.number(), caches);
    } catch (NoSuchFileException | FileNotFoundException e) {
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
    for (String fileName : files.list(directory)) {
      if (!listed.contains(fileName)) {
        LOG.info("deleting left-over of an unfinished seal or merge: file={}", fileName);
        files.delete(directory.resolve(fileName));
      }
    }
  }
}
