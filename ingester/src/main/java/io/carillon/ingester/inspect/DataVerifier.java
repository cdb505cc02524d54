package io.carillon.ingester.inspect;

import io.carillon.common.ring.InstanceIdentity;
import io.carillon.common.ring.RingStore;
import io.carillon.ingester.block.BlockInspector;
import io.carillon.ingester.block.BlockMeta;
import io.carillon.ingester.block.StoreInspector;
import io.carillon.ingester.metadata.MetadataStore;
import io.carillon.ingester.service.DataFiles;
import io.carillon.ingester.service.StoppedDirectory;
import io.carillon.ingester.wal.SeriesFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Reads every byte of a data directory that counts, and checks it. One use, one thread. */
public final class DataVerifier {
  private final DataReader reader;
  private final BlockInspector inspector;
  private final Consumer<Problem> problems;
  private long problemCount;
  private int fileCount;
  private long sampleCount;

  private DataVerifier(StoppedDirectory directory, Consumer<Problem> problems) {
    this.problems = problems;
    this.reader = new DataReader(directory, this::report);
    this.inspector = new BlockInspector(reader.files());
  }

  /**
   * What was checked.
   *
   * @param fileCount slices and blocks that were read
   * @param sampleCount samples in them
   * @param log null when it could not be read
   * @param seriesTailBytes of the last series file that were not written to the end
   * @param quarantinedCount files that were set aside before, as damaged
   */
  public record Outcome(
      long problemCount,
      int fileCount,
      long sampleCount,
      @Nullable LogSummary log,
      long seriesCount,
      long seriesTailBytes,
      int quarantinedCount) {}

  /**
   * Checks a directory.
   *
   * @param directory stays open longer
   * @param problems told at once about each problem
   */
  public static Outcome verify(StoppedDirectory directory, Consumer<Problem> problems) {
    return new DataVerifier(directory, problems).run();
  }

  private Outcome run() {
    StoreInspector.Catalog catalog = reader.catalog();
    Map<String, BlockMeta> listed = DataReader.listed(catalog);
    listed.forEach(this::verifyListed);
    for (String name : reader.names(reader.block(""))) {
      if (!listed.containsKey(name)) {
        verifyUnlisted(name, catalog != null);
      }
    }
    var _ = reader.tombstones();
    verifySmallFiles();
    SeriesFile.Loaded series = reader.series();
    if (series != null) {
      series.damages().forEach(damage -> report(new Problem("series", damage)));
    }
    LogSummary log = reader.log(catalog);
    if (log != null) {
      log.damages().forEach(damage -> report(new Problem("wal", damage.description())));
    }
    return new Outcome(
        problemCount,
        fileCount,
        sampleCount,
        log,
        series == null ? 0 : series.count(),
        series == null ? 0 : reader.seriesTailBytes(series),
        reader.quarantined().size());
  }

  private void report(Problem problem) {
    problemCount++;
    problems.accept(problem);
  }

  private void report(Path file, String what) {
    report(new Problem(Problem.name(reader.dataDir(), file), what));
  }

  private void verifyListed(String name, BlockMeta listed) {
    Path file = reader.block(name);
    if (!Files.exists(file)) {
      report(file, "the manifest lists it, and it is missing");
      return;
    }
    BlockMeta found = verifyBlock(file);
    if (found != null && !found.equals(listed)) {
      report(file, "the manifest lists another file: expected " + listed + ", found " + found);
    }
  }

  private void verifyUnlisted(String name, boolean hasManifest) {
    Path file = reader.block(name);
    if (!BlockMeta.isFileName(name)) {
      report(file, "left over by an unfinished write, the next start deletes it");
      return;
    }
    if (hasManifest) {
      report(file, "the manifest does not list it, the next start deletes it");
    }
    var _ = verifyBlock(file);
  }

  private @Nullable BlockMeta verifyBlock(Path file) {
    BlockMeta found = reader.orProblem(file, () -> inspector.verify(file));
    if (found != null) {
      fileCount++;
      sampleCount += found.sampleCount();
    }
    return found;
  }

  private void verifySmallFiles() {
    Path dataDir = reader.dataDir();
    verifySmall(dataDir.resolve("GAPS"), () -> DataFiles.gaps(reader.files(), dataDir).read());
    verifySmall(dataDir.resolve("METADATA"), this::readMetadata);
    // Only where there is one: it would be made.
    verifySmall(dataDir.resolve("instance"), () -> InstanceIdentity.open(dataDir, () -> 0));
    RingStore ring = RingStore.newest(dataDir);
    verifySmall(ring.path(), ring::load);
    RingStore proposal = RingStore.proposal(dataDir);
    verifySmall(proposal.path(), proposal::load);
    for (Path directory : new Path[] {dataDir, DataFiles.wal(dataDir), DataFiles.series(dataDir)}) {
      for (String name : reader.names(directory)) {
        if (name.endsWith(".tmp")) {
          report(directory.resolve(name), "left over by an unfinished write");
        }
      }
    }
  }

  private void verifySmall(Path file, DataReader.Source<@Nullable Object> source) {
    if (Files.exists(file)) {
      var _ = reader.orProblem(file, source);
    }
  }

  private @Nullable Object readMetadata() throws IOException {
    new MetadataStore(DataFiles.metadata(reader.files(), reader.dataDir()), Integer.MAX_VALUE)
        .load();
    return null;
  }
}
