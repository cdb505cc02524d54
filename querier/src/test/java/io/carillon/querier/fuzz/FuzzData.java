package io.carillon.querier.fuzz;

import io.carillon.common.histogram.BucketSpan;
import io.carillon.common.histogram.FloatHistogram;
import io.carillon.common.histogram.IntegerHistogram;
import io.carillon.common.histogram.NativeHistogram;
import io.carillon.common.labels.Matcher;
import io.carillon.querier.promqltest.MemorySource;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/**
 * Generated series.
 *
 * @param series in label order
 * @param startMs time of about the first samples
 * @param endMs time of about the last samples
 */
public record FuzzData(List<FuzzSeries> series, long startMs, long endMs) {
  public FuzzData {
    series = series.stream().sorted(Comparator.comparing(FuzzSeries::labels)).toList();
  }

  /** A source for the engine; histograms with whole counts come as integer histograms. */
  MemorySource source() {
    MemorySource source = new MemorySource();
    for (FuzzSeries one : series) {
      for (Point point : one.points()) {
        FloatHistogram histogram = point.histogram();
        source.add(
            one.labels(),
            point.timeMs(),
            point.value(),
            histogram == null ? null : stored(histogram));
      }
    }
    return source;
  }

  private static NativeHistogram stored(FloatHistogram h) {
    boolean isWhole =
        h.count() == Math.rint(h.count())
            && h.zeroCount() == Math.rint(h.zeroCount())
            && areWhole(h.positiveCounts())
            && areWhole(h.negativeCounts());
    return isWhole
        ? new IntegerHistogram(
            h.resetHint(),
            h.schema(),
            h.zeroThreshold(),
            (long) h.zeroCount(),
            (long) h.count(),
            h.sum(),
            h.positiveSpans(),
            deltas(h.positiveCounts()),
            h.negativeSpans(),
            deltas(h.negativeCounts()),
            h.customValues())
        : h;
  }

  private static boolean areWhole(double[] counts) {
    return Arrays.stream(counts).allMatch(count -> count == Math.rint(count));
  }

  private static long[] deltas(double[] counts) {
    long[] deltas = new long[counts.length];
    long previous = 0;
    for (int i = 0; i < counts.length; i++) {
      deltas[i] = (long) counts[i] - previous;
      previous = (long) counts[i];
    }
    return deltas;
  }

  /** The series that a selector finds at any time. */
  public List<FuzzSeries> matching(List<Matcher> matchers) {
    return series.stream()
        .filter(one -> matchers.stream().allMatch(m -> m.matches(one.labels().get(m.name()))))
        .toList();
  }

  /** The samples as lines like those of promqltest, with times relative to the start. */
  static String describe(List<FuzzSeries> series, long startMs) {
    StringBuilder out = new StringBuilder();
    for (FuzzSeries one : series) {
      out.append("  ").append(one.labels());
      for (Point point : one.points()) {
        out.append(
            String.format(
                Locale.ROOT, " %s@%.3f", describe(point), (point.timeMs() - startMs) / 1000.0));
      }
      out.append('\n');
    }
    return out.toString();
  }

  static String describe(Point point) {
    FloatHistogram h = point.histogram();
    if (point.isStale()) {
      return "stale";
    }
    return h == null ? String.valueOf(point.value()) : describe(h);
  }

  private static String describe(FloatHistogram h) {
    return "{{schema:"
        + h.schema()
        + " count:"
        + h.count()
        + " sum:"
        + h.sum()
        + " z_bucket:"
        + h.zeroCount()
        + " z_bucket_w:"
        + h.zeroThreshold()
        + spans(" buckets", h.positiveSpans(), h.positiveCounts())
        + spans(" n_buckets", h.negativeSpans(), h.negativeCounts())
        + (h.customValues().length == 0
            ? ""
            : " custom_values:" + Arrays.toString(h.customValues()))
        + " counter_reset_hint:"
        + h.resetHint().name().toLowerCase(Locale.ROOT)
        + "}}";
  }

  private static String spans(String name, List<BucketSpan> spans, double[] counts) {
    if (counts.length == 0) {
      return "";
    }
    StringBuilder out = new StringBuilder(name).append(':').append(Arrays.toString(counts));
    spans.forEach(span -> out.append(" +").append(span.offset()).append('x').append(span.length()));
    return out.toString();
  }
}
