package io.carillon.deploy.bench.data;

import io.carillon.common.labels.Labels;
import io.carillon.common.labels.LabelsBuilder;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;

/**
 * What an exporter showed from scrape to scrape. In a file, which is gzip, a line is one series: as
 * the exporter writes it, a tab, and its values by spaces, {@code =} for one as before.
 */
public final class Recording {
  private static final String AS_BEFORE = "=";

  private final List<Labels> labels = new ArrayList<>();
  private final List<double[]> values = new ArrayList<>();

  private Recording() {}

  /** Number of series. */
  int size() {
    return labels.size();
  }

  /** Label set of the i-th series. */
  Labels labels(int i) {
    return labels.get(i);
  }

  /** Values of the i-th series, one a scrape. */
  double[] values(int i) {
    return values.get(i);
  }

  /** The recording of a node_exporter that comes with the benchmarks. */
  public static Recording ofNodeExporter() {
    try (InputStream in = Recording.class.getResourceAsStream("node-exporter-recording.gz")) {
      return read(Objects.requireNonNull(in));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Reads a file. */
  static Recording read(InputStream in) throws IOException {
    Recording recording = new Recording();
    try (BufferedReader lines =
        new BufferedReader(
            new InputStreamReader(new GZIPInputStream(in), StandardCharsets.UTF_8))) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        int tab = line.indexOf('\t');
        recording.labels.add(parse(line.substring(0, tab)));
        recording.values.add(parseValues(line.substring(tab + 1).split(" ", -1)));
      }
    }
    return recording;
  }

  /**
   * Writes a file.
   *
   * @param series values as the exporter wrote them, by the series as it wrote it
   */
  public static void write(Map<String, List<String>> series, OutputStream out) throws IOException {
    try (Writer text = new OutputStreamWriter(new GZIPOutputStream(out), StandardCharsets.UTF_8)) {
      for (Map.Entry<String, List<String>> one : series.entrySet()) {
        text.append(one.getKey()).append('\t');
        String before = "";
        for (String value : one.getValue()) {
          text.append(before.isEmpty() ? "" : " ").append(value.equals(before) ? AS_BEFORE : value);
          before = value;
        }
        text.append('\n');
      }
    }
  }

  private static double[] parseValues(String[] words) {
    double[] parsed = new double[words.length];
    for (int i = 0; i < words.length; i++) {
      parsed[i] = words[i].equals(AS_BEFORE) ? parsed[i - 1] : Double.parseDouble(words[i]);
    }
    return parsed;
  }

  /** Reads a metric name with its labels, such as {@code up{job="a"}}. */
  static Labels parse(String series) {
    int brace = series.indexOf('{');
    if (brace < 0) {
      return Labels.of(Labels.METRIC_NAME, series);
    }
    LabelsBuilder builder =
        Labels.EMPTY.toBuilder().add(Labels.METRIC_NAME, series.substring(0, brace));
    int at = brace + 1;
    while (series.charAt(at) != '}') {
      int equals = series.indexOf('=', at);
      StringBuilder value = new StringBuilder();
      int end = equals + 2;
      for (; series.charAt(end) != '"'; end++) {
        if (series.charAt(end) == '\\') {
          end++;
        }
        value.append(series.charAt(end));
      }
      builder.add(series.substring(at, equals), value.toString());
      at = series.charAt(end + 1) == ',' ? end + 2 : end + 1;
    }
    return builder.build();
  }
}
