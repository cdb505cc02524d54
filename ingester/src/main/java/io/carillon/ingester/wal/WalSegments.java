package io.carillon.ingester.wal;

import io.carillon.ingester.file.FileStore;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** The segment files of a log. */
public final class WalSegments {
  private WalSegments() {}

  /** Deletes the segments below a number; that they are not needed must be durable already. */
  public static void deleteBefore(FileStore files, Path directory, long firstSegment)
      throws IOException {
    for (long number : list(files, directory)) {
      if (number < firstSegment) {
        files.delete(WalFormat.path(directory, number));
      }
    }
  }

  /** Numbers of the segments that are there, ascending. */
  static List<Long> list(FileStore files, Path directory) throws IOException {
    return files.list(directory).stream()
        .map(WalFormat::number)
        .filter(number -> number >= 0)
        .sorted()
        .toList();
  }
}
