package io.carillon.ingester.block;

import io.carillon.ingester.file.ChecksummedFile;
import io.carillon.ingester.file.FileStore;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** The directory of a store: its block files, where damaged ones go, and the manifest. */
final class BlockFiles {
  /** What is sealed is merged soon: packing it well would be paid for twice. */
  private static final int SEAL_ZSTD_LEVEL = 3;

  private static final int MERGE_ZSTD_LEVEL = 7;

  private final FileStore files;
  private final Path directory;
  private final ChecksummedFile manifest;
  private final BlockCaches caches;

  BlockFiles(FileStore files, Path directory, ChecksummedFile manifest, BlockCaches caches) {
    this.files = files;
    this.directory = directory;
    this.manifest = manifest;
    this.caches = caches;
  }

  /** Makes the directories. */
  void prepare() throws IOException {
    files.createDirectories(quarantine());
  }

  /** Names of all files, sorted. */
  List<String> list() throws IOException {
    return files.list(directory);
  }

  /**
   * Begins a file.
   *
   * @param empty its number, merge level and delete number
   */
  BlockWriter create(BlockMeta empty) throws IOException {
    int zstdLevel = empty.mergeLevel() < MergePlan.SHORTEST ? SEAL_ZSTD_LEVEL : MERGE_ZSTD_LEVEL;
    return new BlockWriter(files, directory, empty, zstdLevel);
  }

  Block open(long number) throws IOException {
    return Block.open(files, directory.resolve(BlockMeta.fileName(number)), number, caches);
  }

  /** Makes names durable. */
  void sync() throws IOException {
    files.syncDirectory(directory);
  }

  void delete(List<BlockMeta> metas) throws IOException {
    for (BlockMeta meta : metas) {
      files.delete(meta.path(directory));
    }
  }

  void delete(String fileName) throws IOException {
    files.delete(directory.resolve(fileName));
  }

  /** Moves a file, if it is there, to where nothing reads it, durably. */
  void moveToQuarantine(String fileName) throws IOException {
    Path source = path(fileName);
    if (files.exists(source)) {
      files.rename(source, quarantine().resolve(fileName));
      files.syncDirectory(quarantine());
      files.syncDirectory(directory);
    }
  }

  void write(Manifest content) throws IOException {
    content.write(manifest);
  }

  ChecksummedFile manifest() {
    return manifest;
  }

  /** Where a block is. */
  Path path(String fileName) {
    return directory.resolve(fileName);
  }

  private Path quarantine() {
    return directory.resolve("quarantine");
  }
}
