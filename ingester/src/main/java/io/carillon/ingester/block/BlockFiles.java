package io.carillon.ingester.block;

import io.carillon.ingester.file.FileStore;
import java.io.IOException;
import java.nio.file.Path;

/** Names and moves of block files. */
final class BlockFiles {
  private BlockFiles() {}

  static Path quarantine(Path directory) {
    return directory.resolve("quarantine");
  }

  /** Moves a file, if it is there, to where nothing reads it, durably. */
  static void moveToQuarantine(FileStore files, Path directory, String fileName)
      throws IOException {
    Path source = directory.resolve(fileName);
    if (files.exists(source)) {
      files.rename(source, quarantine(directory).resolve(fileName));
      files.syncDirectory(quarantine(directory));
      files.syncDirectory(directory);
    }
  }
}
