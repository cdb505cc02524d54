package io.carillon.querier.function;

import io.carillon.common.labels.LabelQuoting;
import io.carillon.querier.parser.PositionRange;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Warnings and infos of one query, with the texts of Prometheus' util/annotations. Notes of one
 * text are one note; the place that was noted last counts. Thread-safe.
 */
public final class Annotations {
  private static final String WARNING = "PromQL warning: ";
  private static final String INFO = "PromQL info: ";
  private static final String MONOTONICITY =
      "input to histogram_quantile needed to be fixed for monotonicity (see"
          + " https://prometheus.io/docs/prometheus/latest/querying/functions/#histogram_quantile)";

  private final Map<String, Note> notes = new LinkedHashMap<>();

  private record Note(PositionRange position, @Nullable Monotonicity monotonicity) {}

  /**
   * What was lifted to make buckets monotonic.
   *
   * @param samples how many histograms; wraps around as upstream's counter does
   */
  public record Monotonicity(
      double minBound, double maxBound, double maxDiff, long samples, long minMs, long maxMs) {
    /** Both together. */
    public Monotonicity plus(Monotonicity other) {
      return new Monotonicity(
          Math.min(minBound, other.minBound),
          Math.max(maxBound, other.maxBound),
          Math.max(maxDiff, other.maxDiff),
          samples + other.samples,
          Math.min(minMs, other.minMs),
          Math.max(maxMs, other.maxMs));
    }

    /** The same with the count doubled. */
    public Monotonicity doubled() {
      return new Monotonicity(minBound, maxBound, maxDiff, samples * 2, minMs, maxMs);
    }

    private String text() {
      return ", from buckets "
          + GoFormat.general(minBound)
          + " to "
          + GoFormat.general(maxBound)
          + ", with a max diff of "
          + GoFormat.general(maxDiff, 2)
          + ", over "
          + samples
          + " samples from "
          + time(minMs)
          + " to "
          + time(maxMs);
    }

    private static Instant time(long ms) {
      return Instant.ofEpochMilli(ms).truncatedTo(ChronoUnit.SECONDS);
    }
  }

  /** Texts of all warnings, with positions. */
  public List<String> warnings(String query) {
    return texts(WARNING, query);
  }

  /** Texts of all infos, with positions. */
  public List<String> infos(String query) {
    return texts(INFO, query);
  }

  /** A quantile outside of [0, 1]. */
  public void invalidQuantile(double quantile, PositionRange position) {
    warn("quantile value should be between 0 and 1, got " + GoFormat.general(quantile), position);
  }

  /** A ratio outside of [-1, 1]. */
  public void invalidRatio(double ratio, double cappedTo, PositionRange position) {
    warn(
        "ratio value should be between -1 and 1, got "
            + GoFormat.general(ratio)
            + ", capping to "
            + GoFormat.general(cappedTo),
        position);
  }

  /** A classic bucket without a number in its label le. */
  public void badBucketLabel(String metricName, String value, PositionRange position) {
    warn(
        "bucket label \"le\" is missing or has a malformed value of "
            + LabelQuoting.quote(value)
            + forMetric(metricName),
        position);
  }

  /** Floats and histograms in one window. */
  public void mixedFloatsHistograms(String metricName, PositionRange position) {
    warn(
        "encountered a mix of histograms and floats for metric name "
            + LabelQuoting.quote(metricName),
        position);
  }

  /** Floats and histograms in one group. */
  public void mixedFloatsHistogramsInAggregation(PositionRange position) {
    warn("encountered a mix of histograms and floats for aggregation", position);
  }

  /** A classic and a native histogram of the same labels. */
  public void mixedClassicNative(String metricName, PositionRange position) {
    warn(
        "vector contains a mix of classic and native histograms" + forMetric(metricName), position);
  }

  /** Sorting where it is of no use. */
  public void sortInRangeQuery(PositionRange position) {
    warn(
        "sort is ineffective for range queries since results are always ordered by labels",
        position);
  }

  /** A rate over what does not look like a counter. */
  public void possibleNonCounter(String metricName, PositionRange position) {
    inform(
        "metric might not be a counter, name does not end in _total/_sum/_count/_bucket: "
            + LabelQuoting.quote(metricName),
        position);
  }

  /** A counter that began anew before its last sample. */
  public void startTimeOverlaps(String metricName, PositionRange position) {
    warn(
        "sample has start time that overlaps with previous sample timestamp"
            + forMetric(metricName),
        position);
  }

  /** Operands whose types an operator cannot take. */
  public void incompatibleTypes(
      String lhsType, String operator, String rhsType, PositionRange position) {
    inform(
        "incompatible sample types encountered for binary operator "
            + LabelQuoting.quote(operator)
            + ": "
            + lhsType
            + " "
            + operator
            + " "
            + rhsType,
        position);
  }

  /** A histogram in an aggregation that only takes floats. */
  public void histogramIgnoredInAggregation(String aggregation, PositionRange position) {
    inform("ignored histogram in " + aggregation + " aggregation", position);
  }

  /** Histograms among floats in a window of a function that only takes floats. */
  public void histogramIgnoredInMixedRange(String metricName, PositionRange position) {
    inform(
        "ignored histograms in a range containing both floats and histograms for metric name "
            + LabelQuoting.quote(metricName),
        position);
  }

  /** A counter function over a gauge histogram. */
  public void histogramNoCounter(String metricName, PositionRange position) {
    warn(
        "this native histogram metric is not a counter: " + LabelQuoting.quote(metricName),
        position);
  }

  /** A gauge function over a counter histogram. */
  public void histogramNoGauge(String metricName, PositionRange position) {
    warn(
        "this native histogram metric is not a gauge: " + LabelQuoting.quote(metricName), position);
  }

  /** Exponential and custom buckets together. */
  public void mixedExponentialCustom(String metricName, PositionRange position) {
    warn(
        "vector contains a mix of histograms with exponential and custom buckets schemas for"
            + " metric name "
            + LabelQuoting.quote(metricName),
        position);
  }

  /** Operands whose buckets do not go together. */
  public void incompatibleBuckets(String operator, PositionRange position) {
    warn("incompatible bucket layout encountered for binary operator " + operator, position);
  }

  /** What was calculated when histograms met. */
  public enum HistogramOperation {
    ADDITION,
    SUBTRACTION,
    AGGREGATION;

    private String text() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** Hints that contradict each other. */
  public void conflictingResets(HistogramOperation operation, PositionRange position) {
    warn("conflicting counter resets during histogram " + operation.text(), position);
  }

  /** Custom bounds that differed. */
  public void reconciledBounds(HistogramOperation operation, PositionRange position) {
    inform("mismatched custom buckets were reconciled during " + operation.text(), position);
  }

  /** A quantile that lies among observations of NaN. */
  public void quantileOfNaN(String metricName, PositionRange position) {
    inform(
        "input to histogram_quantile has NaN observations, result is NaN" + forMetric(metricName),
        position);
  }

  /** A quantile of which observations of NaN are a part. */
  public void quantileSkewedByNaN(String metricName, PositionRange position) {
    inform(
        "input to histogram_quantile has NaN observations, result is skewed higher"
            + forMetric(metricName),
        position);
  }

  /** A fraction beside observations of NaN. */
  public void fractionWithoutNaN(String metricName, PositionRange position) {
    inform(
        "input to histogram_fraction has NaN observations, which are excluded from all fractions"
            + forMetric(metricName),
        position);
  }

  /** Classic buckets that had to be made monotonic. */
  public synchronized void forcedMonotonicity(
      String metricName, Monotonicity monotonicity, PositionRange position) {
    notes.merge(
        INFO + MONOTONICITY + forMetric(metricName),
        new Note(position, monotonicity),
        (old, added) ->
            new Note(
                old.position(),
                Objects.requireNonNull(old.monotonicity())
                    .plus(Objects.requireNonNull(added.monotonicity()))));
  }

  private static String forMetric(String metricName) {
    return metricName.isEmpty() ? "" : " for metric name " + LabelQuoting.quote(metricName);
  }

  private synchronized void warn(String text, PositionRange position) {
    notes.put(WARNING + text, new Note(position, null));
  }

  private synchronized void inform(String text, PositionRange position) {
    notes.put(INFO + text, new Note(position, null));
  }

  private synchronized List<String> texts(String prefix, String query) {
    return notes.entrySet().stream()
        .filter(entry -> entry.getKey().startsWith(prefix))
        .map(entry -> text(entry.getKey(), entry.getValue(), query))
        .toList();
  }

  private static String text(String key, Note note, String query) {
    Monotonicity monotonicity = note.monotonicity();
    return key
        + (monotonicity == null ? "" : monotonicity.text())
        + " ("
        + lineAndColumn(note.position().start(), query)
        + ")";
  }

  /** Line and column, both from 1; columns count bytes. */
  private static String lineAndColumn(int offset, String query) {
    byte[] bytes = query.getBytes(StandardCharsets.UTF_8);
    if (bytes.length == 0) {
      return "unknown position";
    }
    if (offset < 0 || offset > bytes.length) {
      return "invalid position";
    }
    int line = 1;
    int lastLineBreak = -1;
    for (int i = 0; i < offset; i++) {
      if (bytes[i] == '\n') {
        line++;
        lastLineBreak = i;
      }
    }
    return line + ":" + (offset - lastLineBreak);
  }
}
