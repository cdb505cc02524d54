package io.carillon.ingester.inspect;

import io.carillon.ingester.block.StoreInspector;
import io.carillon.ingester.wal.SeriesFile;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What is in a data directory.
 *
 * @param catalog what the manifest says; null when it is missing or damaged
 * @param files those that can be read, by name
 * @param log null when it is not known what of it is sealed
 * @param tombstoneCount deletes that are not applied to all files yet
 * @param quarantined sizes of files that were found to be damaged, by name
 * @param problems what cannot be read
 */
public record DataSummary(
    StoreInspector.@Nullable Catalog catalog,
    List<SealedFile> files,
    @Nullable LogSummary log,
    SeriesFile.@Nullable Loaded series,
    int tombstoneCount,
    Map<String, Long> quarantined,
    List<Problem> problems) {
  public DataSummary {
    files = List.copyOf(files);
    problems = List.copyOf(problems);
  }
}
