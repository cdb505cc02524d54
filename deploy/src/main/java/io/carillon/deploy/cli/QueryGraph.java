package io.carillon.deploy.cli;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * Draws series over time with block characters, one graph below the other, all over the same time.
 * A column shows the greatest value of its time; where there is none it is empty.
 */
final class QueryGraph {
  /** More graphs are no longer looked at. */
  private static final int MAX_GRAPHS = 20;

  private static final int HEIGHT = 6;
  private static final int EIGHTHS = 8;
  private static final String BLOCKS = " ▁▂▃▄▅▆▇█";
  private static final int AXIS_WIDTH = 11;
  private static final int MIN_PLOT_WIDTH = 20;
  private static final DateTimeFormatter CLOCK =
      DateTimeFormatter.ofPattern("HH:mm:ss", Locale.ROOT).withZone(ZoneOffset.UTC);
  private static final DateTimeFormatter DATE =
      DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm", Locale.ROOT).withZone(ZoneOffset.UTC);

  private final long startMs;
  private final long endMs;
  private final int plotWidth;

  /**
   * @param start of the time axis
   * @param end of the time axis
   */
  QueryGraph(Instant start, Instant end, int terminalWidth) {
    this.startMs = start.toEpochMilli();
    this.endMs = Math.max(end.toEpochMilli(), startMs + 1);
    this.plotWidth = Math.max(MIN_PLOT_WIDTH, terminalWidth - AXIS_WIDTH - 2);
  }

  /** All graphs. */
  String render(QueryAnswer answer) {
    List<QueryAnswer.Series> series = answer.series();
    if (series.isEmpty()) {
      return "No series.\n";
    }
    StringBuilder out = new StringBuilder();
    series.stream().limit(MAX_GRAPHS).forEach(one -> append(out, one));
    if (series.size() > MAX_GRAPHS) {
      out.append(series.size() - MAX_GRAPHS)
          .append(" more series; narrow the query, or see all with -o table\n");
    }
    return out.toString();
  }

  private void append(StringBuilder out, QueryAnswer.Series series) {
    out.append(series.name()).append('\n');
    double[] columns = columns(series.points());
    double min = Arrays.stream(columns).filter(Double::isFinite).min().orElse(0);
    double max = Arrays.stream(columns).filter(Double::isFinite).max().orElse(0);
    for (int row = HEIGHT - 1; row >= 0; row--) {
      String label = row == HEIGHT - 1 ? number(max) : row == 0 ? number(min) : "";
      out.append(" ".repeat(AXIS_WIDTH - label.length())).append(label).append(" │");
      StringBuilder line = new StringBuilder();
      for (double value : columns) {
        line.append(block(value, min, max, row));
      }
      out.append(line.toString().stripTrailing()).append('\n');
    }
    appendTimeAxis(out);
  }

  private double[] columns(List<QueryAnswer.Point> points) {
    double[] columns = new double[plotWidth];
    Arrays.fill(columns, Double.NaN);
    for (QueryAnswer.Point point : points) {
      long offset = (point.timestampMs() - startMs) * plotWidth / (endMs - startMs);
      int column = Math.clamp(offset, 0, plotWidth - 1);
      double value = point.number();
      if (Double.isFinite(value) && !(columns[column] >= value)) {
        columns[column] = value;
      }
    }
    return columns;
  }

  /** The smallest value has one eighth, so that it differs from no value. */
  private static char block(double value, double min, double max, int row) {
    if (Double.isNaN(value)) {
      return ' ';
    }
    int levels = HEIGHT * EIGHTHS;
    double share = max > min ? (value - min) / (max - min) : 0.5;
    long level = 1 + Math.round(share * (levels - 1));
    return BLOCKS.charAt(Math.clamp(level - (long) row * EIGHTHS, 0, EIGHTHS));
  }

  private void appendTimeAxis(StringBuilder out) {
    boolean isLong = endMs - startMs > Duration.ofDays(1).toMillis();
    DateTimeFormatter format = isLong ? DATE : CLOCK;
    String from = format.format(Instant.ofEpochMilli(startMs));
    String to = format.format(Instant.ofEpochMilli(endMs)) + "Z";
    out.append(" ".repeat(AXIS_WIDTH)).append(" └").append("─".repeat(plotWidth)).append('\n');
    int gap = Math.max(1, plotWidth - from.length() - to.length());
    out.append(" ".repeat(AXIS_WIDTH + 2)).append(from).append(" ".repeat(gap)).append(to);
    out.append('\n');
  }

  private static String number(double value) {
    boolean isPlain = value == 0 || (Math.abs(value) >= 1e-3 && Math.abs(value) < 1e7);
    String text = String.format(Locale.ROOT, isPlain ? "%.3f" : "%.3e", value);
    return isPlain && text.contains(".") ? text.replaceAll("0+$", "").replaceAll("\\.$", "") : text;
  }
}
