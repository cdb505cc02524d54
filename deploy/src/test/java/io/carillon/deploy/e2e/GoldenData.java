package io.carillon.deploy.e2e;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.carillon.common.column.StaleMarker;
import io.carillon.proto.prometheus.v1.BucketSpan;
import io.carillon.proto.prometheus.v1.Histogram;
import io.carillon.proto.prometheus.v1.Label;
import io.carillon.proto.prometheus.v1.Sample;
import io.carillon.proto.prometheus.v1.TimeSeries;
import io.carillon.proto.prometheus.v1.WriteRequest;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.GZIPInputStream;

/** Reads the data set of the golden answers as remote write. */
final class GoldenData {
  private static final ObjectMapper JSON = new ObjectMapper();

  private GoldenData() {}

  /** The lines of a compressed file of JSON lines. */
  static List<JsonNode> lines(Path file) throws IOException {
    List<JsonNode> lines = new ArrayList<>();
    try (BufferedReader reader =
        new BufferedReader(
            new InputStreamReader(
                new GZIPInputStream(Files.newInputStream(file)), StandardCharsets.UTF_8))) {
      for (String line = reader.readLine(); line != null; line = reader.readLine()) {
        lines.add(JSON.readTree(line));
      }
    }
    return lines;
  }

  /** One request for each series. */
  static List<WriteRequest> requests(Path file) throws IOException {
    return lines(file).stream()
        .map(line -> WriteRequest.newBuilder().addTimeseries(series(line)).build())
        .toList();
  }

  private static TimeSeries series(JsonNode line) {
    TimeSeries.Builder series = TimeSeries.newBuilder();
    line.path("labels")
        .properties()
        .forEach(
            label ->
                series.addLabels(
                    Label.newBuilder()
                        .setName(label.getKey())
                        .setValue(label.getValue().asText())));
    for (JsonNode sample : line.path("samples")) {
      series.addSamples(
          Sample.newBuilder()
              .setTimestamp(sample.get(0).asLong())
              .setValue(value(sample.get(1).asText())));
    }
    for (JsonNode histogram : line.path("histograms")) {
      series.addHistograms(histogram(histogram));
    }
    return series.build();
  }

  private static double value(String text) {
    return text.equals("StaleNaN")
        ? StaleMarker.VALUE
        : Double.parseDouble(text.replace("Inf", "Infinity"));
  }

  private static Histogram histogram(JsonNode h) {
    Histogram.Builder out =
        Histogram.newBuilder()
            .setSum(h.path("sum").asDouble())
            .setSchema(h.path("schema").asInt())
            .setZeroThreshold(h.path("zero_threshold").asDouble())
            .setResetHint(Histogram.ResetHint.forNumber(h.path("reset_hint").asInt()))
            .setTimestamp(h.path("t").asLong());
    for (JsonNode span : h.path("positive_spans")) {
      out.addPositiveSpans(span(span));
    }
    for (JsonNode span : h.path("negative_spans")) {
      out.addNegativeSpans(span(span));
    }
    for (JsonNode bound : h.path("custom_values")) {
      out.addCustomValues(bound.asDouble());
    }
    if (h.path("float").asBoolean()) {
      out.setCountFloat(h.path("count").asDouble());
      out.setZeroCountFloat(h.path("zero_count").asDouble());
      h.path("positive").forEach(count -> out.addPositiveCounts(count.asDouble()));
      h.path("negative").forEach(count -> out.addNegativeCounts(count.asDouble()));
    } else {
      out.setCountInt(h.path("count").asLong());
      out.setZeroCountInt(h.path("zero_count").asLong());
      deltas(h.path("positive")).forEach(out::addPositiveDeltas);
      deltas(h.path("negative")).forEach(out::addNegativeDeltas);
    }
    return out.build();
  }

  private static BucketSpan span(JsonNode span) {
    return BucketSpan.newBuilder()
        .setOffset(span.get(0).asInt())
        .setLength(span.get(1).asInt())
        .build();
  }

  private static List<Long> deltas(JsonNode counts) {
    List<Long> deltas = new ArrayList<>();
    long previous = 0;
    for (JsonNode count : counts) {
      deltas.add(count.asLong() - previous);
      previous = count.asLong();
    }
    return deltas;
  }
}
