package io.carillon.deploy.bench.engine;

import io.carillon.ingester.block.BlockInspector;
import io.carillon.ingester.file.DiskFileStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** What the bytes of sealed files are spent on. */
final class SealedParts {
  private static final Map<Figure, String> KINDS =
      Map.of(
          Figure.DISK_VALUES, "values",
          Figure.DISK_TIMES, "times",
          Figure.DISK_INDEX, "index",
          Figure.DISK_DIRECTORY, "directory");

  private SealedParts() {}

  /** Bytes a sample of each part, over all files of a data directory that is at rest. */
  static List<Measured> measure(Path dataDir, long samples) throws IOException {
    BlockInspector inspector = new BlockInspector(new DiskFileStore());
    Map<String, Long> bytes = new HashMap<>();
    try (Stream<Path> files = Files.list(dataDir.resolve("blocks"))) {
      for (Path file : files.filter(file -> file.toString().endsWith(".block")).toList()) {
        inspector
            .summarize(file)
            .bytesByKind()
            .forEach((kind, n) -> bytes.merge(kind, n, Long::sum));
      }
    }
    return KINDS.entrySet().stream()
        .map(
            part ->
                new Measured(
                    part.getKey(),
                    Systems.CARILLON,
                    (double) bytes.getOrDefault(part.getValue(), 0L) / samples))
        .toList();
  }
}
