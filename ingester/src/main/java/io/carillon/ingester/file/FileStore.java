package io.carillon.ingester.file;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/**
 * What the engine needs of a file system. A new, renamed or deleted name is durable once {@link
 * #syncDirectory} of its directory returned, content once {@link AppendFile#sync} or {@link
 * FixedFile#sync} did. Thread-safe.
 */
public interface FileStore {
  /** Creates a directory and its parents; their names are durable when this returns. */
  void createDirectories(Path directory) throws IOException;

  /** Names of the regular files in a directory, sorted. */
  List<String> list(Path directory) throws IOException;

  boolean exists(Path file) throws IOException;

  /**
   * Opens a file for writing, empty.
   *
   * @throws DiskFullException when there is no space for it
   */
  AppendFile create(Path file) throws IOException;

  /**
   * Makes a file of zeros whose space is really taken; content and size are durable when this
   * returns, its name once the directory is synced.
   *
   * @throws DiskFullException when there is no space for it; then there is no file
   */
  FixedFile createFixed(Path file, long sizeBytes) throws IOException;

  /** Opens a file that {@link #createFixed} made, under whatever name, to write in it. */
  FixedFile openFixed(Path file) throws IOException;

  /** Opens a file for reading. */
  ReadableFile open(Path file) throws IOException;

  /** Cuts a file that nobody has open and syncs it. */
  void truncate(Path file, long sizeBytes) throws IOException;

  /**
   * Gives a file another name, replacing what had it, in one step.
   *
   * @throws DiskFullException when there is no space for the name; then nothing changed
   */
  void rename(Path source, Path target) throws IOException;

  /** Deletes a file if it is there; who has it open keeps its content. */
  void delete(Path file) throws IOException;

  /** Makes new, changed and deleted names of a directory durable. */
  void syncDirectory(Path directory) throws IOException;

  /** Bytes that may still be written below a directory. */
  long usableBytes(Path directory) throws IOException;

  /** The whole content of a file. */
  default byte[] readAll(Path file) throws IOException {
    try (ReadableFile in = open(file)) {
      long sizeBytes = in.sizeBytes();
      if (sizeBytes > Integer.MAX_VALUE - 8) {
        throw new IOException("file " + file + " of " + sizeBytes + " bytes is too large");
      }
      byte[] content = new byte[(int) sizeBytes];
      in.read(0, content, 0, content.length);
      return content;
    }
  }
}
