package io.carillon.deploy.cli.storage;

import io.carillon.deploy.cli.TextTable;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** Prints what is in a data directory: a row for each file, then a line for each other thing. */
final class InspectTable {
  private static final List<String> TITLES =
      List.of("FILE", "LEVEL", "TENANTS", "SERIES", "SAMPLES", "FROM", "TO", "BYTES", "B/SAMPLE");

  private InspectTable() {}

  static String render(InspectView view, int terminalWidth) {
    List<List<String>> rows = new ArrayList<>();
    view.files().forEach(file -> rows.add(row(file)));
    StringBuilder out = new StringBuilder();
    if (!rows.isEmpty()) {
      out.append(new TextTable(TITLES, rows).render(terminalWidth)).append('\n');
    }
    lines(view).forEach(line -> out.append(line).append('\n'));
    return out.toString();
  }

  private static List<String> row(InspectView.FileView file) {
    return List.of(
        file.listed() ? file.name() : file.name() + " (not listed)",
        file.level(),
        Integer.toString(file.tenants()),
        Long.toString(file.series()),
        Long.toString(file.samples()),
        file.from(),
        file.to(),
        Long.toString(file.bytes()),
        Double.toString(file.bytesPerSample()));
  }

  private static List<String> lines(InspectView view) {
    InspectView.TotalView total = view.total();
    List<String> lines = new ArrayList<>();
    lines.add(
        String.format(
            Locale.ROOT,
            "Files: %d, %d series, %d samples, %d bytes, %s bytes a sample",
            total.files(),
            total.series(),
            total.samples(),
            total.bytes(),
            total.bytesPerSample()));
    lines.add("Bytes by part: " + text(view.bytesByPart()));
    lines.add("Series by codec: " + text(view.seriesByCodec()));
    lines.add("Manifest: " + manifest(view));
    lines.add("Log: " + log(view));
    lines.add("Series file: " + seriesFile(view));
    lines.add("Tombstones: " + view.tombstones());
    lines.add("Quarantined: " + text(view.quarantined()));
    return lines;
  }

  private static String text(Map<String, Long> numbers) {
    return numbers.isEmpty()
        ? "none"
        : numbers.entrySet().stream()
            .map(entry -> entry.getKey() + " " + entry.getValue())
            .collect(Collectors.joining(", "));
  }

  private static String manifest(InspectView view) {
    InspectView.ManifestView manifest = view.manifest();
    return manifest == null
        ? "unreadable"
        : String.format(
            Locale.ROOT,
            "%d files, next %d, cuts of the shards %s",
            manifest.files(),
            manifest.nextFile(),
            manifest.cuts());
  }

  private static String log(InspectView view) {
    InspectView.LogView log = view.log();
    return log == null
        ? "unreadable"
        : String.format(
            Locale.ROOT,
            "%d segments of %d bytes, %d used, %d spares, last record %d,"
                + " %d records of %d bytes not sealed, %s",
            log.segments(),
            log.fileBytes(),
            log.usedBytes(),
            log.spares(),
            log.lastRecord(),
            log.unsealedRecords(),
            log.unsealedBytes(),
            log.closedInOrder() ? "closed in order" : "not closed in order");
  }

  private static String seriesFile(InspectView view) {
    InspectView.SeriesFileView series = view.seriesFile();
    return series == null
        ? "unreadable"
        : String.format(
            Locale.ROOT,
            "%d files, %d series, %d bytes",
            series.files(),
            series.series(),
            series.bytes());
  }
}
