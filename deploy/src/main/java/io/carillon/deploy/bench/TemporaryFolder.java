package io.carillon.deploy.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** Folders of benchmarks. */
public final class TemporaryFolder {
  private TemporaryFolder() {}

  /** Makes a new one. */
  public static Path create(String prefix) throws IOException {
    return Files.createTempDirectory(prefix);
  }

  /** Deletes a folder with all that is in it. */
  public static void delete(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted((a, b) -> b.compareTo(a)).toList()) {
        Files.deleteIfExists(file);
      }
    }
  }

  /** Bytes of the files under a folder that fit; a file that vanishes meanwhile counts nothing. */
  public static long sizeBytes(Path folder, Predicate<Path> fits) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      return files.filter(fits).mapToLong(TemporaryFolder::fileBytes).sum();
    }
  }

  private static long fileBytes(Path file) {
    try {
      return Files.isRegularFile(file) ? Files.size(file) : 0;
    } catch (NoSuchFileException _) {
      return 0;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
