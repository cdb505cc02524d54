package io.carillon.querier.promqltest;

import io.carillon.common.histogram.BucketSpan;
import io.carillon.common.histogram.CounterResetHint;
import io.carillon.common.histogram.FloatHistogram;
import io.carillon.querier.function.GoNumber;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.IntStream;

/** The inside of double braces: {@code schema:0 sum:5 count:4 buckets:[1 2 1]}. */
final class HistogramText {
  private HistogramText() {}

  static SequenceValue parse(String text) {
    Map<String, String> fields = fields(text);
    double[] positive = numbers(fields.getOrDefault("buckets", ""));
    double[] negative = numbers(fields.getOrDefault("n_buckets", ""));
    String hint = fields.getOrDefault("counter_reset_hint", "");
    return new SequenceValue(
        0,
        false,
        new FloatHistogram(
            hint(hint),
            (int) number(fields, "schema"),
            number(fields, "z_bucket_w"),
            number(fields, "z_bucket"),
            number(fields, "count"),
            number(fields, "sum"),
            spans(positive, number(fields, "offset")),
            positive,
            spans(negative, number(fields, "n_offset")),
            negative,
            numbers(fields.getOrDefault("custom_values", ""))),
        !hint.isEmpty());
  }

  private static Map<String, String> fields(String text) {
    Map<String, String> fields = new HashMap<>();
    int i = 0;
    while (i < text.length()) {
      if (Character.isWhitespace(text.charAt(i))) {
        i++;
        continue;
      }
      int colon = text.indexOf(':', i);
      boolean isList = text.startsWith("[", colon + 1);
      int end = isList ? text.indexOf(']', colon) : colon + 1;
      while (!isList && end < text.length() && !Character.isWhitespace(text.charAt(end))) {
        end++;
      }
      String value = text.substring(isList ? colon + 2 : colon + 1, end);
      if (fields.put(text.substring(i, colon), value) != null) {
        throw new IllegalArgumentException("duplicate key in histogram: " + text);
      }
      i = isList ? end + 1 : end;
    }
    return fields;
  }

  private static CounterResetHint hint(String text) {
    return text.isEmpty()
        ? CounterResetHint.UNKNOWN
        : CounterResetHint.valueOf(text.toUpperCase(Locale.ROOT));
  }

  private static double number(Map<String, String> fields, String name) {
    return GoNumber.parse(fields.getOrDefault(name, "0")).orElseThrow();
  }

  private static double[] numbers(String list) {
    return list.isBlank()
        ? new double[0]
        : Arrays.stream(list.strip().split("\\s+"))
            .mapToDouble(number -> GoNumber.parse(number).orElseThrow())
            .toArray();
  }

  private static List<BucketSpan> spans(double[] counts, double offset) {
    return counts.length == 0 ? List.of() : List.of(new BucketSpan((int) offset, counts.length));
  }

  /** A histogram and how it grows or shrinks {@code times} times. */
  static List<SequenceValue> series(
      SequenceValue first, SequenceValue delta, boolean isIncrease, int times) {
    List<SequenceValue> values = new ArrayList<>();
    values.add(first);
    FloatHistogram current = Objects.requireNonNull(first.histogram());
    for (int i = 0; i < times; i++) {
      current = plus(current, Objects.requireNonNull(delta.histogram()), isIncrease ? 1 : -1);
      values.add(new SequenceValue(0, false, current, first.hasResetHint()));
    }
    return values;
  }

  /** The sum of two histograms of one layout, which may have different buckets. */
  private static FloatHistogram plus(FloatHistogram a, FloatHistogram b, int sign) {
    SortedMap<Integer, Double> positive = buckets(a.positiveSpans(), a.positiveCounts());
    buckets(b.positiveSpans(), b.positiveCounts())
        .forEach((index, count) -> positive.merge(index, sign * count, Double::sum));
    SortedMap<Integer, Double> negative = buckets(a.negativeSpans(), a.negativeCounts());
    buckets(b.negativeSpans(), b.negativeCounts())
        .forEach((index, count) -> negative.merge(index, sign * count, Double::sum));
    return new FloatHistogram(
        a.resetHint(),
        a.schema(),
        a.zeroThreshold(),
        a.zeroCount() + sign * b.zeroCount(),
        a.count() + sign * b.count(),
        a.sum() + sign * b.sum(),
        spans(positive),
        counts(positive),
        spans(negative),
        counts(negative),
        a.customValues());
  }

  private static SortedMap<Integer, Double> buckets(List<BucketSpan> spans, double[] counts) {
    SortedMap<Integer, Double> buckets = new TreeMap<>();
    int index = 0;
    int next = 0;
    for (BucketSpan span : spans) {
      index += span.offset();
      for (int i = 0; i < span.length(); i++) {
        buckets.put(index++, counts[next++]);
      }
    }
    return buckets;
  }

  private static List<BucketSpan> spans(SortedMap<Integer, Double> buckets) {
    return buckets.isEmpty()
        ? List.of()
        : List.of(new BucketSpan(buckets.firstKey(), buckets.lastKey() - buckets.firstKey() + 1));
  }

  private static double[] counts(SortedMap<Integer, Double> buckets) {
    return buckets.isEmpty()
        ? new double[0]
        : IntStream.rangeClosed(buckets.firstKey(), buckets.lastKey())
            .mapToDouble(index -> buckets.getOrDefault(index, 0.0))
            .toArray();
  }
}
