package io.carillon.querier.promqltest;

import io.carillon.common.histogram.BucketSpan;
import io.carillon.common.histogram.CounterResetHint;
import io.carillon.common.histogram.FloatHistogram;
import io.carillon.querier.function.GoNumber;
import io.carillon.querier.function.MutableHistogram;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/** The inside of double braces: {@code schema:0 sum:5 count:4 buckets:[1 2 1]}. */
final class HistogramText {
  private static final Set<String> KEYS =
      Set.of(
          "schema",
          "sum",
          "count",
          "z_bucket",
          "z_bucket_w",
          "buckets",
          "offset",
          "n_buckets",
          "n_offset",
          "custom_values",
          "counter_reset_hint");

  private HistogramText() {}

  static SequenceValue parse(String text) {
    Map<String, String> fields = fields(text);
    if (!KEYS.containsAll(fields.keySet())) {
      throw new IllegalArgumentException("unknown key in histogram: " + text);
    }
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
    MutableHistogram step = MutableHistogram.of(Objects.requireNonNull(delta.histogram()));
    for (int i = 0; i < times; i++) {
      MutableHistogram next = MutableHistogram.of(current);
      if (isIncrease) {
        next.add(step);
      } else {
        next.subtract(step);
      }
      current = next.toHistogram();
      values.add(new SequenceValue(0, false, current, first.hasResetHint()));
    }
    return values;
  }
}
