package io.carillon.ingester.inspect;

import io.carillon.ingester.block.BlockInspector;
import io.carillon.ingester.block.BlockMeta;
import io.carillon.ingester.block.StoreInspector;
import io.carillon.ingester.service.StoppedDirectory;
import io.carillon.ingester.wal.SeriesFile;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/** Says what is in a data directory. */
public final class DataInspector {
  private DataInspector() {}

  /**
   * Reads directories and indexes of all files, the whole log and the series file.
   *
   * @param directory stays open longer
   */
  public static DataSummary inspect(StoppedDirectory directory) {
    List<Problem> problems = new ArrayList<>();
    DataReader reader = new DataReader(directory, problems::add);
    StoreInspector.Catalog catalog = reader.catalog();
    List<SealedFile> files = files(reader, DataReader.listed(catalog));
    LogSummary log = reader.log(catalog);
    if (log != null) {
      log.damages().forEach(damage -> problems.add(new Problem("wal", damage.description())));
    }
    SeriesFile.Loaded series = reader.series();
    if (series != null) {
      series.damages().forEach(damage -> problems.add(new Problem("series", damage)));
    }
    int tombstones = reader.tombstones().size();
    return new DataSummary(catalog, files, log, series, tombstones, reader.quarantined(), problems);
  }

  /** Those that are listed and those that are there. */
  private static List<SealedFile> files(DataReader reader, Map<String, BlockMeta> listed) {
    TreeSet<String> names = new TreeSet<>(listed.keySet());
    reader.names(reader.block("")).stream().filter(BlockMeta::isFileName).forEach(names::add);
    BlockInspector inspector = new BlockInspector(reader.files());
    List<SealedFile> files = new ArrayList<>();
    for (String name : names) {
      Path file = reader.block(name);
      BlockInspector.Summary summary = reader.orProblem(file, () -> inspector.summarize(file));
      if (summary != null) {
        files.add(new SealedFile(name, listed.containsKey(name), summary));
      }
    }
    return files;
  }
}
