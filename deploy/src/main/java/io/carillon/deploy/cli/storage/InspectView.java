package io.carillon.deploy.cli.storage;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.carillon.ingester.block.BlockInspector;
import io.carillon.ingester.block.BlockMeta;
import io.carillon.ingester.block.StoreInspector;
import io.carillon.ingester.inspect.DataSummary;
import io.carillon.ingester.inspect.LogSummary;
import io.carillon.ingester.inspect.SealedFile;
import io.carillon.ingester.wal.SeriesFile;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What is in a data directory, as it is printed; the components are the members of the JSON.
 *
 * @param bytesByPart of all files; {@code frame} is what stands around the parts
 * @param seriesByCodec series of all files by how their values are packed
 * @param manifest null when it cannot be read, as the two that follow
 * @param quarantined sizes of files that were set aside as damaged, by name
 */
record InspectView(
    List<FileView> files,
    TotalView total,
    Map<String, Long> bytesByPart,
    Map<String, Long> seriesByCodec,
    @Nullable ManifestView manifest,
    @Nullable LogView log,
    @Nullable SeriesFileView seriesFile,
    int tombstones,
    Map<String, Long> quarantined,
    List<String> problems) {
  private static final List<String> LEVELS = List.of("slice", "part", "2h", "1d", "7d");

  /**
   * A slice or block.
   *
   * @param from RFC 3339, as {@code to}
   * @param listed whether the manifest lists it
   */
  record FileView(
      String name,
      String level,
      int tenants,
      long series,
      long samples,
      String from,
      String to,
      long bytes,
      double bytesPerSample,
      boolean listed,
      Map<String, Long> bytesByPart,
      Map<String, Long> seriesByCodec) {}

  /** All files together. */
  record TotalView(int files, long series, long samples, long bytes, double bytesPerSample) {}

  /**
   * The manifest.
   *
   * @param cuts for each shard the first record of the log that is not sealed
   */
  record ManifestView(int files, long nextFile, List<Long> cuts) {}

  /** The log; records are counted from 1. */
  record LogView(
      int segments,
      long fileBytes,
      long usedBytes,
      int spares,
      long lastRecord,
      boolean closedInOrder,
      long unsealedRecords,
      long unsealedBytes) {}

  /** The series file. */
  record SeriesFileView(int files, long series, long bytes) {}

  static InspectView of(DataSummary data) {
    List<FileView> files = data.files().stream().map(InspectView::file).toList();
    Map<String, Long> bytes = new TreeMap<>();
    Map<String, Long> codecs = new TreeMap<>();
    for (FileView file : files) {
      file.bytesByPart().forEach((part, size) -> bytes.merge(part, size, Long::sum));
      file.seriesByCodec().forEach((codec, count) -> codecs.merge(codec, count, Long::sum));
    }
    return new InspectView(
        files,
        total(files),
        bytes,
        codecs,
        manifest(data.catalog()),
        log(data.log()),
        series(data.series()),
        data.tombstoneCount(),
        data.quarantined(),
        data.problems().stream().map(p -> p.file() + ": " + p.what()).toList());
  }

  private static FileView file(SealedFile file) {
    BlockInspector.Summary summary = file.summary();
    BlockMeta meta = summary.meta();
    Map<String, Long> parts = new TreeMap<>(summary.bytesByKind());
    long known = parts.values().stream().mapToLong(Long::longValue).sum();
    parts.put("frame", meta.sizeBytes() - known);
    return new FileView(
        file.name(),
        level(meta.mergeLevel()),
        summary.tenantCount(),
        meta.seriesCount(),
        meta.sampleCount(),
        time(meta.minMs()),
        time(meta.maxMs()),
        meta.sizeBytes(),
        perSample(meta.sizeBytes(), meta.sampleCount()),
        file.isListed(),
        parts,
        summary.columnsByCodec());
  }

  private static String level(int level) {
    return level < LEVELS.size() ? LEVELS.get(level) : Integer.toString(level);
  }

  private static String time(long ms) {
    return Instant.ofEpochMilli(ms).toString();
  }

  private static double perSample(long bytes, long samples) {
    return samples == 0 ? 0 : Math.round(1000.0 * bytes / samples) / 1000.0;
  }

  private static TotalView total(List<FileView> files) {
    long samples = files.stream().mapToLong(FileView::samples).sum();
    long bytes = files.stream().mapToLong(FileView::bytes).sum();
    long series = files.stream().mapToLong(FileView::series).sum();
    return new TotalView(files.size(), series, samples, bytes, perSample(bytes, samples));
  }

  private static @Nullable ManifestView manifest(StoreInspector.@Nullable Catalog catalog) {
    return catalog == null
        ? null
        : new ManifestView(catalog.blocks().size(), catalog.nextNumber(), catalog.cuts());
  }

  private static @Nullable LogView log(@Nullable LogSummary log) {
    return log == null
        ? null
        : new LogView(
            log.segments().size(),
            log.fileBytes(),
            log.usedBytes(),
            log.spareCount(),
            log.lastLsn(),
            log.isEnded(),
            log.unsealedRecords(),
            log.unsealedBytes());
  }

  private static @Nullable SeriesFileView series(SeriesFile.@Nullable Loaded series) {
    return series == null
        ? null
        : new SeriesFileView(series.numbers().size(), series.count(), series.sizeBytes());
  }

  String toJson() {
    try {
      return new ObjectMapper().writerWithDefaultPrettyPrinter().writeValueAsString(this);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("numbers and texts are always JSON", e);
    }
  }
}
