package io.carillon.ingester.service;

import io.carillon.ingester.file.ChecksummedFile;
import io.carillon.ingester.file.FileStore;
import java.nio.file.Path;

/** Where things are in a data directory. */
public final class DataFiles {
  /** "CARILGAP" and "CARILMET" in the order of the bytes. */
  private static final long GAPS_MAGIC = 0x5041474c49524143L;

  private static final long METADATA_MAGIC = 0x54454d4c49524143L;

  private static final int LEVEL = 1;

  private DataFiles() {}

  /** Says which files of blocks count. */
  public static Path manifest(Path dataDir) {
    return dataDir.resolve("MANIFEST");
  }

  /** Slices and blocks. */
  public static Path blocks(Path dataDir) {
    return dataDir.resolve("blocks");
  }

  /** Segments of the write-ahead log. */
  public static Path wal(Path dataDir) {
    return dataDir.resolve("wal");
  }

  /** Labels of the series that the log names by number. */
  public static Path series(Path dataDir) {
    return dataDir.resolve("series");
  }

  /** Ranges that are not vouched for. */
  public static ChecksummedFile gaps(FileStore files, Path dataDir) {
    return new ChecksummedFile(files, dataDir.resolve("GAPS"), GAPS_MAGIC, LEVEL);
  }

  /** Metadata of metric families. */
  public static ChecksummedFile metadata(FileStore files, Path dataDir) {
    return new ChecksummedFile(files, dataDir.resolve("METADATA"), METADATA_MAGIC, LEVEL);
  }
}
