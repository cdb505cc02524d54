package io.carillon.ingester.inspect;

import io.carillon.common.error.CarillonException;
import io.carillon.common.error.ErrorCode;
import io.carillon.ingester.block.BlockMeta;
import io.carillon.ingester.block.StoreInspector;
import io.carillon.ingester.block.Tombstone;
import io.carillon.ingester.file.FileStore;
import io.carillon.ingester.file.ReadOnlyFileStore;
import io.carillon.ingester.service.DataFiles;
import io.carillon.ingester.service.StoppedDirectory;
import io.carillon.ingester.wal.SeriesFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Reads the parts of a data directory; what cannot be read becomes a problem. One thread. */
final class DataReader {
  private final FileStore files = new ReadOnlyFileStore();
  private final Path dataDir;
  private final StoreInspector store;
  private final Consumer<Problem> problems;

  /**
   * @param directory stays open longer
   */
  DataReader(StoppedDirectory directory, Consumer<Problem> problems) {
    this.dataDir = directory.path();
    this.store = new StoreInspector(files, DataFiles.manifest(dataDir));
    this.problems = problems;
  }

  @FunctionalInterface
  interface Source<T extends @Nullable Object> {
    T read() throws IOException;
  }

  /** What a source gives; null when it is damaged or cannot be read. */
  <T> @Nullable T orProblem(Path file, Source<@Nullable T> source) {
    try {
      return source.read();
    } catch (IOException e) {
      problems.accept(new Problem(Problem.name(dataDir, file), "cannot be read: " + e));
    } catch (CarillonException e) {
      if (e.code() == ErrorCode.CANCELED) {
        throw e;
      }
      problems.accept(Problem.of(dataDir, file, e));
    }
    return null;
  }

  FileStore files() {
    return files;
  }

  Path dataDir() {
    return dataDir;
  }

  Path block(String name) {
    return DataFiles.blocks(dataDir).resolve(name);
  }

  StoreInspector.@Nullable Catalog catalog() {
    Path file = DataFiles.manifest(dataDir);
    return orProblem(
        file,
        () -> {
          StoreInspector.Catalog catalog = store.catalog();
          if (catalog == null) {
            problems.accept(new Problem(Problem.name(dataDir, file), "is missing"));
          }
          return catalog;
        });
  }

  /** The files that the manifest lists, by name; none without one. */
  static SequencedMap<String, BlockMeta> listed(StoreInspector.@Nullable Catalog catalog) {
    TreeMap<String, BlockMeta> listed = new TreeMap<>();
    if (catalog != null) {
      catalog.blocks().forEach(block -> listed.put(block.fileName(), block));
    }
    return listed;
  }

  /** Names of the files in a directory. */
  List<String> names(Path directory) {
    List<String> names = orProblem(directory, () -> files.list(directory));
    return names == null ? List.of() : names;
  }

  List<Tombstone> tombstones() {
    List<Tombstone> found = orProblem(dataDir.resolve("TOMBSTONES"), store::tombstones);
    return found == null ? List.of() : found;
  }

  /** The log; null without a manifest, which says what of it is sealed. */
  @Nullable LogSummary log(StoreInspector.@Nullable Catalog catalog) {
    Path directory = DataFiles.wal(dataDir);
    if (catalog == null) {
      String what = "not checked, since without a manifest nobody knows what of it is needed";
      problems.accept(new Problem(Problem.name(dataDir, directory), what));
      return null;
    }
    return orProblem(directory, () -> LogReader.read(files, directory, catalog.cuts()));
  }

  SeriesFile.@Nullable Loaded series() {
    Path directory = DataFiles.series(dataDir);
    return orProblem(directory, () -> SeriesFile.load(files, directory, (_, _, _) -> {}));
  }

  /** Bytes of the series file that was written last that no whole frame has, as after a kill. */
  long seriesTailBytes(SeriesFile.Loaded series) {
    if (series.lastNumber() == 0) {
      return 0;
    }
    Path file = SeriesFile.path(DataFiles.series(dataDir), series.lastNumber());
    Long sizeBytes = orProblem(file, () -> Files.size(file));
    return sizeBytes == null ? 0 : sizeBytes - series.lastEnd();
  }

  /** Sizes of the files that were set aside, by name. */
  Map<String, Long> quarantined() {
    Path directory = DataFiles.blocks(dataDir).resolve("quarantine");
    Map<String, Long> sizes = new TreeMap<>();
    for (String name : names(directory)) {
      Long size = orProblem(directory.resolve(name), () -> Files.size(directory.resolve(name)));
      sizes.put(name, size == null ? 0 : size);
    }
    return sizes;
  }
}
