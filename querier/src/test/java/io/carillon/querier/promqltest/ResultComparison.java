package io.carillon.querier.promqltest;

import io.carillon.common.column.SampleColumn;
import io.carillon.common.column.StaleMarker;
import io.carillon.common.histogram.BucketSpan;
import io.carillon.common.histogram.FloatHistogram;
import io.carillon.common.histogram.NativeHistogram;
import io.carillon.common.labels.Labels;
import io.carillon.querier.exec.QueryValue;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Compares an answer with what a script expects; throws an AssertionError that says what differs.
 */
final class ResultComparison {
  private static final double EPSILON = 0.000001;

  private ResultComparison() {}

  static void compare(Script.Eval eval, QueryValue value) {
    Script.Expectation expected = eval.expected();
    boolean wantsMatrix = !eval.isInstant() || expected.matrix() != null;
    boolean isOtherType =
        wantsMatrix != value instanceof QueryValue.Matrix
            || (expected.scalar() != null) != value instanceof QueryValue.Scalar
            || (expected.text() != null) != value instanceof QueryValue.Text;
    if (isOtherType) {
      throw differs("another type of value", value);
    }
    switch (value) {
      case QueryValue.Matrix matrix -> compareMatrix(eval, matrix);
      case QueryValue.Vector vector -> compareVector(eval, vector);
      case QueryValue.Scalar scalar -> compareScalar(eval, scalar.value());
      case QueryValue.Text text -> {
        if (!text.value().equals(expected.text())) {
          throw differs(expected.text(), text.value());
        }
      }
    }
  }

  static void compareScalar(Script.Eval eval, double actual) {
    Double expected = eval.expected().scalar();
    if (expected == null || !isAlmostEqual(expected, actual)) {
      throw differs(expected, actual);
    }
  }

  static void compareVector(Script.Eval eval, QueryValue.Vector vector) {
    List<Script.ExpectedSeries> expected = eval.expected().series();
    boolean isOrdered = eval.expected().has(Script.Kind.ORDERED);
    Set<Labels> seen = new HashSet<>();
    for (int i = 0; i < vector.elements().size(); i++) {
      QueryValue.Element element = vector.elements().get(i);
      Script.ExpectedSeries same =
          isOrdered && i < expected.size() ? expected.get(i) : find(expected, element.labels());
      if (same == null || !same.labels().equals(element.labels()) || !seen.add(same.labels())) {
        throw differs("no " + element.labels() + " (at this place)", vector);
      }
      compareSample(
          same.values().get(0), element.value(), element.histogram(), element.labels().toString());
    }
    checkAllSeen(expected, seen);
  }

  private static Script.@Nullable ExpectedSeries find(
      List<Script.ExpectedSeries> expected, Labels labels) {
    // The last of equal label sets counts, as upstream.
    return expected.reversed().stream()
        .filter(one -> one.labels().equals(labels))
        .findFirst()
        .orElse(null);
  }

  private static void checkAllSeen(List<Script.ExpectedSeries> expected, Set<Labels> seen) {
    for (Script.ExpectedSeries one : expected) {
      if (!seen.contains(one.labels())) {
        throw new AssertionError("expected " + one.labels() + ", which is not there");
      }
    }
  }

  private static void compareSample(
      SequenceValue expected, double value, @Nullable NativeHistogram histogram, String where) {
    FloatHistogram expectedHistogram = expected.histogram();
    if ((expectedHistogram == null) != (histogram == null)) {
      throw differs(expected, where + " " + value + " " + histogram);
    }
    if (expectedHistogram == null) {
      if (!isAlmostEqual(expected.value(), value)) {
        throw differs(expected.value(), where + " " + value);
      }
    } else if (histogram != null
        && !areEqual(expectedHistogram, histogram.toFloat(), expected.hasResetHint())) {
      throw differs(describe(expectedHistogram), where + " " + describe(histogram.toFloat()));
    }
  }

  private static void compareMatrix(Script.Eval eval, QueryValue.Matrix matrix) {
    checkSorted(matrix);
    Script.MatrixGrid grid = eval.expected().matrix();
    long startMs = grid == null ? eval.startMs() : grid.startMs();
    long stepMs = grid == null ? eval.stepMs() : grid.stepMs();
    Set<Labels> seen = new HashSet<>();
    for (QueryValue.Series series : matrix.series()) {
      Script.ExpectedSeries expected = find(eval.expected().series(), series.labels());
      if (expected == null || !seen.add(series.labels())) {
        throw differs("no " + series.labels(), describe(series.samples()));
      }
      compareSeries(expected, series, startMs, stepMs);
    }
    checkAllSeen(eval.expected().series(), seen);
  }

  private static void compareSeries(
      Script.ExpectedSeries expected, QueryValue.Series series, long startMs, long stepMs) {
    SampleColumn actual = series.samples();
    int next = 0;
    for (int i = 0; i < expected.values().size(); i++) {
      SequenceValue value = expected.values().get(i);
      if (value.isOmitted()) {
        continue;
      }
      long timeMs = startMs + i * stepMs;
      if (next == actual.size() || actual.timestampsMs()[next] != timeMs) {
        throw differs(value + " at " + timeMs, series.labels() + " " + describe(series.samples()));
      }
      compareSample(
          value, actual.values()[next], actual.histogram(next), series.labels() + " at " + timeMs);
      next++;
    }
    if (next < actual.size()) {
      throw differs(next + " samples", series.labels() + " " + describe(actual));
    }
  }

  static void checkSorted(QueryValue.Matrix matrix) {
    Iterator<QueryValue.Series> series = matrix.series().iterator();
    Labels previous = null;
    while (series.hasNext()) {
      Labels labels = series.next().labels();
      if (previous != null && previous.compareTo(labels) > 0) {
        throw new AssertionError("not sorted: " + previous + " before " + labels);
      }
      previous = labels;
    }
  }

  private static boolean areEqual(
      FloatHistogram expected, FloatHistogram actual, boolean comparesHint) {
    return expected.schema() == actual.schema()
        && isAlmostEqual(expected.count(), actual.count())
        && isAlmostEqual(expected.sum(), actual.sum())
        && Arrays.equals(expected.customValues(), actual.customValues())
        && expected.zeroThreshold() == actual.zeroThreshold()
        && isAlmostEqual(expected.zeroCount(), actual.zeroCount())
        && areEqual(
            buckets(expected.positiveSpans(), expected.positiveCounts()),
            buckets(actual.positiveSpans(), actual.positiveCounts()))
        && areEqual(
            buckets(expected.negativeSpans(), expected.negativeCounts()),
            buckets(actual.negativeSpans(), actual.negativeCounts()))
        && (!comparesHint || expected.resetHint() == actual.resetHint());
  }

  private static boolean areEqual(Map<Integer, Double> a, Map<Integer, Double> b) {
    return a.keySet().equals(b.keySet())
        && a.entrySet().stream()
            .allMatch(
                entry -> isAlmostEqual(entry.getValue(), b.getOrDefault(entry.getKey(), 0.0)));
  }

  /** Counts by index, without empty buckets. */
  private static Map<Integer, Double> buckets(List<BucketSpan> spans, double[] counts) {
    Map<Integer, Double> buckets = new TreeMap<>();
    int index = 0;
    int next = 0;
    for (BucketSpan span : spans) {
      index += span.offset();
      for (int i = 0; i < span.length(); i++, index++) {
        if (counts[next] != 0) {
          buckets.put(index, counts[next]);
        }
        next++;
      }
    }
    return buckets;
  }

  /** util/almost of Prometheus. */
  private static boolean isAlmostEqual(double a, double b) {
    if (StaleMarker.is(a) || StaleMarker.is(b)) {
      return StaleMarker.is(a) && StaleMarker.is(b);
    }
    if ((Double.isNaN(a) && Double.isNaN(b)) || a == b) {
      return true;
    }
    double sum = Math.abs(a) + Math.abs(b);
    double diff = Math.abs(a - b);
    if (a == 0 || b == 0 || sum < Double.MIN_NORMAL) {
      return diff < EPSILON * Double.MIN_NORMAL;
    }
    return diff / Math.min(sum, Double.MAX_VALUE) < EPSILON;
  }

  private static String describe(SampleColumn column) {
    return Arrays.toString(column.timestampsMs()) + " " + Arrays.toString(column.values());
  }

  private static String describe(FloatHistogram h) {
    return "schema:"
        + h.schema()
        + " count:"
        + h.count()
        + " sum:"
        + h.sum()
        + " zero:"
        + h.zeroThreshold()
        + "/"
        + h.zeroCount()
        + " "
        + buckets(h.positiveSpans(), h.positiveCounts())
        + " negative "
        + buckets(h.negativeSpans(), h.negativeCounts())
        + " custom "
        + Arrays.toString(h.customValues())
        + " "
        + h.resetHint();
  }

  private static AssertionError differs(@Nullable Object expected, Object actual) {
    return new AssertionError("expected " + expected + ", got " + actual);
  }
}
