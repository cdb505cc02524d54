package io.carillon.deploy.cli;

import io.carillon.common.labels.Labels;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** Prints the result of a query as a table or as CSV. */
final class QueryOutput {
  private QueryOutput() {}

  /** A row for each series, or for each point of a range. */
  static String table(QueryAnswer answer, int terminalWidth) {
    List<List<String>> rows = new ArrayList<>();
    for (QueryAnswer.Series series : answer.series()) {
      String name = series.name();
      for (QueryAnswer.Point point : series.points()) {
        String time = Instant.ofEpochMilli(point.timestampMs()).toString();
        rows.add(List.of(name, time, point.value()));
        name = "";
      }
    }
    if (rows.isEmpty()) {
      return "No series.\n";
    }
    return new TextTable(List.of("SERIES", "TIME", "VALUE"), rows).render(terminalWidth);
  }

  /** RFC 4180: a column for each label name, then time and value. */
  static String csv(QueryAnswer answer) {
    TreeSet<String> names = new TreeSet<>();
    answer.series().forEach(series -> series.labels().forEach((name, _) -> names.add(name)));
    StringBuilder out = new StringBuilder();
    names.forEach(name -> out.append(cell(name)).append(','));
    out.append("timestamp_ms,value\r\n");
    for (QueryAnswer.Series series : answer.series()) {
      String labels = cells(series.labels(), names);
      for (QueryAnswer.Point point : series.points()) {
        out.append(labels).append(point.timestampMs()).append(',').append(cell(point.value()));
        out.append("\r\n");
      }
    }
    return out.toString();
  }

  private static String cells(Labels labels, Set<String> names) {
    StringBuilder out = new StringBuilder();
    names.forEach(name -> out.append(cell(labels.get(name))).append(','));
    return out.toString();
  }

  private static String cell(String text) {
    boolean isPlain = text.chars().noneMatch(c -> c == ',' || c == '"' || c == '\n' || c == '\r');
    return isPlain ? text : '"' + text.replace("\"", "\"\"") + '"';
  }
}
