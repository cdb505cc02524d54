package io.carillon.querier.fuzz;

import io.carillon.common.histogram.BucketSpan;
import io.carillon.common.histogram.FloatHistogram;
import io.carillon.common.labels.Labels;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Says what differs between two answers. Any NaN equals any NaN.
 *
 * @param tolerance relative difference of numbers that is no difference; 0 compares all bits
 */
public record AnswerComparison(double tolerance) {
  /** All bits. */
  static final AnswerComparison EXACT = new AnswerComparison(0);

  /** What differs; null when nothing does. The order of series does not matter. */
  public @Nullable String difference(Answer expected, Answer actual) {
    if (expected instanceof Answer.Failure && actual instanceof Answer.Failure) {
      return null;
    }
    if (!(expected instanceof Answer.Series want) || !(actual instanceof Answer.Series got)) {
      return expected.equals(actual) ? null : "another kind of answer";
    }
    if (!want.type().equals(got.type())) {
      return "type " + want.type() + " is " + got.type();
    }
    Map<Labels, List<Point>> byLabels = new HashMap<>();
    got.rows().forEach(row -> byLabels.put(row.labels(), row.points()));
    if (byLabels.size() < got.rows().size()) {
      return "labels come twice";
    }
    for (Answer.Row row : want.rows()) {
      List<Point> points = byLabels.remove(row.labels());
      String difference = points == null ? "no series" : difference(row.points(), points);
      if (difference != null) {
        return row.labels() + ": " + difference;
      }
    }
    return byLabels.isEmpty() ? null : "also has " + byLabels.keySet();
  }

  /** Whether series come in the same order. */
  static boolean areInSameOrder(Answer expected, Answer actual) {
    return expected instanceof Answer.Series want
        && actual instanceof Answer.Series got
        && want.rows().stream()
            .map(Answer.Row::labels)
            .toList()
            .equals(got.rows().stream().map(Answer.Row::labels).toList());
  }

  private @Nullable String difference(List<Point> want, List<Point> got) {
    for (int i = 0; i < Math.min(want.size(), got.size()); i++) {
      Point expected = want.get(i);
      Point actual = got.get(i);
      if (expected.timeMs() != actual.timeMs() || !areEqual(expected, actual)) {
        return "want "
            + FuzzData.describe(expected)
            + " @ "
            + expected.timeMs()
            + ", got "
            + FuzzData.describe(actual)
            + " @ "
            + actual.timeMs();
      }
    }
    return want.size() == got.size() ? null : want.size() + " samples are " + got.size();
  }

  private boolean areEqual(Point a, Point b) {
    FloatHistogram h = a.histogram();
    FloatHistogram other = b.histogram();
    if (h == null || other == null) {
      return h == null && other == null && areEqual(a.value(), b.value());
    }
    return h.schema() == other.schema()
        && h.resetHint() == other.resetHint()
        && Arrays.equals(h.customValues(), other.customValues())
        && areEqual(h.zeroThreshold(), other.zeroThreshold())
        && areEqual(h.zeroCount(), other.zeroCount())
        && areEqual(h.count(), other.count())
        && areEqual(h.sum(), other.sum())
        && areEqual(
            buckets(h.positiveSpans(), h.positiveCounts()),
            buckets(other.positiveSpans(), other.positiveCounts()))
        && areEqual(
            buckets(h.negativeSpans(), h.negativeCounts()),
            buckets(other.negativeSpans(), other.negativeCounts()));
  }

  private boolean areEqual(Map<Integer, Double> a, Map<Integer, Double> b) {
    return a.keySet().equals(b.keySet())
        && a.entrySet().stream()
            .allMatch(e -> areEqual(e.getValue(), b.getOrDefault(e.getKey(), Double.NaN)));
  }

  /** Counts of buckets by index, without empty ones. */
  private static Map<Integer, Double> buckets(List<BucketSpan> spans, double[] counts) {
    Map<Integer, Double> buckets = new TreeMap<>();
    int index = 0;
    int next = 0;
    for (BucketSpan span : spans) {
      index += span.offset();
      for (int i = 0; i < span.length(); i++) {
        if (counts[next] != 0) {
          buckets.put(index, counts[next]);
        }
        next++;
        index++;
      }
    }
    return buckets;
  }

  private boolean areEqual(double a, double b) {
    if (Double.doubleToLongBits(a) == Double.doubleToLongBits(b)) {
      return true;
    }
    return tolerance > 0
        && (a == b || Math.abs(a - b) <= tolerance * Math.max(Math.abs(a), Math.abs(b)));
  }
}
