package io.carillon.querier.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.carillon.common.histogram.BucketSpan;
import io.carillon.common.histogram.CounterResetHint;
import io.carillon.common.histogram.FloatHistogram;
import io.carillon.common.histogram.NativeHistogram;
import io.carillon.common.labels.Labels;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class PromJsonTest {
  /** Control characters, what HTML and JavaScript mind, and UTF-8 of one to four bytes. */
  private static final String NASTY =
      "<b>&'\"\\/\b\f\n\r\t\0\u001f\u007f\u2028\u2029\u00e4\u20ac\ud83d\udcc8";

  /** Writes. */
  @FunctionalInterface
  interface Writing {
    void to(PromJson json) throws IOException;
  }

  static String text(Writing writing) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    PromJson json = new PromJson(out);
    writing.to(json);
    json.flush();
    return out.toString(StandardCharsets.UTF_8);
  }

  @Test
  void escapesStringsAsJsoniterDoes() throws IOException {
    assertThat(text(json -> json.string(NASTY)))
        .isEqualTo(
            "\"\\u003cb\\u003e\\u0026'\\\"\\\\/\\u0008\\u000c\\n\\r\\t\\u0000\\u001f\u007f"
                + "\\u2028\\u2029\u00e4\u20ac\ud83d\udcc8\"");
  }

  @Test
  void leavesHtmlInLabelsAsJsoniterDoes() throws IOException {
    assertThat(text(json -> json.labels(Labels.of("b", NASTY, "a", "x"))))
        .isEqualTo(
            "{\"a\":\"x\",\"b\":\"<b>&'\\\"\\\\/\\u0008\\u000c\\n\\r\\t\\u0000\\u001f\u007f"
                + "\u2028\u2029\u00e4\u20ac\ud83d\udcc8\"}");
  }

  @Test
  void replacesLoneSurrogates() throws IOException {
    assertThat(text(json -> json.string("a\ud83db\udcc8"))).isEqualTo("\"a\ufffdb\ufffd\"");
  }

  @Test
  void writesBeyondItsBuffer() throws IOException {
    String text = "\u20ac".repeat(20_000);
    assertThat(text(json -> json.string(text))).isEqualTo('"' + text + '"');
  }

  @ParameterizedTest
  @CsvSource({
    "0, 0",
    "1, 0.001",
    "10, 0.010",
    "-1, -0.001",
    "-1500, -1.500",
    "1793493003210, 1793493003.210",
    "1793493003000, 1793493003",
    "-9223372036854775808, -9223372036854775.808"
  })
  void writesTimestamps(long ms, String expected) throws IOException {
    assertThat(text(json -> json.timestamp(ms))).isEqualTo(expected);
  }

  @Test
  void boundsAreThoseOfPrometheus() throws IOException {
    for (String line : GoFloatTest.table("bucket-bounds.txt")) {
      String[] fields = line.split(" ", -1);
      String go = fields[2].replace("+Inf", "Infinity");
      assertThat(ExponentialBounds.upper(Integer.parseInt(fields[1]), Integer.parseInt(fields[0])))
          .as(line)
          .isEqualTo(Double.parseDouble(go));
    }
  }

  @Test
  void writesExponentialHistograms() throws IOException {
    FloatHistogram histogram =
        new FloatHistogram(
            CounterResetHint.UNKNOWN,
            1,
            0.6,
            2,
            12,
            -3.5,
            List.of(new BucketSpan(-1, 2), new BucketSpan(1, 1)),
            new double[] {1, 0, 3},
            List.of(new BucketSpan(0, 2)),
            new double[] {4, 2.5},
            new double[0]);
    assertThat(text(json -> HistogramJson.write(json, histogram)))
        .isEqualTo(
            "{\"count\":\"12\",\"sum\":\"-3.5\",\"buckets\":["
                + "[1,\"-1.414213562373095\",\"-1\",\"2.5\"],[1,\"-1\",\"-0.7071067811865475\",\"4\"],"
                + "[3,\"-0.6\",\"0.6\",\"2\"],[0,\"0.6\",\"0.7071067811865475\",\"1\"],"
                + "[0,\"1.414213562373095\",\"2\",\"3\"]]}");
  }

  @Test
  void writesCustomBuckets() throws IOException {
    FloatHistogram histogram =
        new FloatHistogram(
            CounterResetHint.UNKNOWN,
            NativeHistogram.CUSTOM_BUCKETS_SCHEMA,
            0,
            0,
            6,
            9,
            List.of(new BucketSpan(0, 3)),
            new double[] {1, 2, 3},
            List.of(),
            new double[0],
            new double[] {0.5, 2});
    assertThat(text(json -> HistogramJson.write(json, histogram)))
        .isEqualTo(
            "{\"count\":\"6\",\"sum\":\"9\",\"buckets\":[[3,\"-Inf\",\"0.5\",\"1\"],"
                + "[0,\"0.5\",\"2\",\"2\"],[0,\"2\",\"+Inf\",\"3\"]]}");
  }

  @Test
  void writesHistogramsWithoutBuckets() throws IOException {
    FloatHistogram histogram =
        new FloatHistogram(
            CounterResetHint.UNKNOWN,
            0,
            0,
            0,
            0,
            Double.NaN,
            List.of(new BucketSpan(0, 1)),
            new double[] {0},
            List.of(),
            new double[0],
            new double[0]);
    assertThat(text(json -> HistogramJson.write(json, histogram)))
        .isEqualTo("{\"count\":\"0\",\"sum\":\"NaN\"}");
  }
}
