package io.carillon.ingester.service;

import io.carillon.common.error.CarillonException;
import io.carillon.common.error.ErrorCode;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Collections;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A data directory, or a copy of one, that no ingester has open: none can open it until this is
 * closed. Writes nothing, so the directory may be read-only. Thread-safe.
 */
public final class StoppedDirectory implements AutoCloseable {
  private final Path path;
  private final @Nullable FileChannel channel;

  private StoppedDirectory(Path path, @Nullable FileChannel channel) {
    this.path = path;
    this.channel = channel;
  }

  /**
   * Takes a directory for reading, beside others who read it.
   *
   * @throws CarillonException with BAD_DATA when it is no data directory, FAILED_PRECONDITION when
   *     a process has it open, INTERNAL when it cannot be read
   */
  public static StoppedDirectory open(Path path) {
    Path directory = path.toAbsolutePath().normalize();
    try {
      requireData(directory);
      Path lock = directory.resolve(DataDirectory.LOCK_FILE);
      // A copy may come without it: then there is nobody to lock out.
      return new StoppedDirectory(directory, Files.exists(lock) ? lock(directory, lock) : null);
    } catch (IOException e) {
      throw new CarillonException(
          ErrorCode.INTERNAL, "cannot read the data directory " + directory + ": " + e, e);
    }
  }

  private static void requireData(Path directory) throws IOException {
    if (!Files.exists(directory, LinkOption.NOFOLLOW_LINKS)) {
      throw notData(directory, "it does not exist");
    }
    if (!Files.readAttributes(directory, BasicFileAttributes.class).isDirectory()) {
      throw notData(directory, "it is a file");
    }
    Set<Path> found;
    try (Stream<Path> entries = Files.list(directory)) {
      found = entries.collect(Collectors.toSet());
    }
    Set<Path> signs =
        Set.of(
            DataFiles.manifest(directory), DataFiles.blocks(directory), DataFiles.wal(directory));
    if (Collections.disjoint(found, signs)) {
      throw notData(directory, "it has neither MANIFEST nor blocks nor wal");
    }
  }

  private static CarillonException notData(Path directory, String reason) {
    return new CarillonException(
        ErrorCode.BAD_DATA,
        "expected the --data-dir of a node or a copy of one, got " + directory + ": " + reason);
  }

  /** A shared lock needs no right to write, and excludes the one that an ingester takes. */
  private static FileChannel lock(Path directory, Path file) throws IOException {
    FileChannel channel = FileChannel.open(file, StandardOpenOption.READ);
    FileLock lock = null;
    try {
      lock = channel.tryLock(0, Long.MAX_VALUE, true);
    } catch (OverlappingFileLockException _) {
      // Held by this very process: the same answer.
    } finally {
      if (lock == null) {
        channel.close();
      }
    }
    if (lock == null) {
      throw new CarillonException(
          ErrorCode.FAILED_PRECONDITION,
          "the data directory "
              + directory
              + " is in use: another Carillon process holds it; stop that node first, or call POST"
              + " /ingester/flush, copy the directory and work on the copy");
    }
    return channel;
  }

  /** Absolute path of the directory. */
  public Path path() {
    return path;
  }

  /** Lets ingesters have the directory again. */
  @Override
  public void close() {
    if (channel == null) {
      return;
    }
    try {
      channel.close();
    } catch (IOException e) {
      throw new CarillonException(ErrorCode.INTERNAL, "cannot release " + path, e);
    }
  }
}
