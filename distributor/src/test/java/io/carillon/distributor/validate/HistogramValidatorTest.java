package io.carillon.distributor.validate;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.carillon.common.column.StaleMarker;
import io.carillon.common.histogram.BucketSpan;
import io.carillon.common.histogram.CounterResetHint;
import io.carillon.common.histogram.FloatHistogram;
import io.carillon.common.histogram.IntegerHistogram;
import io.carillon.common.histogram.NativeHistogram;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Cases of TestHistogramValidation in Prometheus' model/histogram/histogram_test.go. */
final class HistogramValidatorTest {
  private static final List<BucketSpan> NO_SPANS = List.of();

  @Test
  void acceptsConsistentHistograms() {
    assertValid(integer(0, 0, 0, 0, NO_SPANS));
    assertValid(integer(-4, 1, 4, 1, spans(-5, 2), 1, 1));
    assertValid(integer(8, 0, 6, 1, spans(2, 1, 3, 2), 1, 1, 1));
    assertValid(floats(0, 0.5, 99, spans(0, 2), new double[0], 1.5, 0));
  }

  @Test
  void countMustEqualTheBucketsUnlessTheSumIsNan() {
    assertInvalid(integer(0, 0, 3, 1, spans(0, 1), 2), "hold 2 observations, the count is 3");
    assertInvalid(integer(0, 0, 1, 1, spans(0, 1), 2), "count is 1");
    assertValid(integer(0, 0, 3, Double.NaN, spans(0, 1), 2));
    assertValid(integer(0, 0, 3, StaleMarker.VALUE, spans(0, 1), 2));
    assertInvalid(integer(0, 0, 1, Double.NaN, spans(0, 1), 2), "count is 1");
    assertValid(integer(0, -1, -1, 1, NO_SPANS)); // 2^64 - 1 of both.
    assertInvalid(integer(0, 0, -1, 1, NO_SPANS), "the count is 18446744073709551615");
  }

  @Test
  void floatCountsAreNotSummed() {
    assertValid(floats(0, 0, 1, spans(0, 1), new double[0], 2));
  }

  @Test
  void spansMustFitTheBuckets() {
    assertInvalid(integer(0, 0, 1, 1, spans(0, 2), 1), "spans need 2 buckets, there are 1");
    assertInvalid(integer(0, 0, 2, 1, spans(0, 1), 1, 0), "spans need 1 buckets, there are 2");
    assertInvalid(
        floats(0, 0, 1, spans(0, Integer.MAX_VALUE, 0, Integer.MAX_VALUE), new double[0], 1),
        "spans need 4294967294 buckets");
    assertInvalid(integer(0, 0, 2, 1, spans(-1, 1, -1, 1), 1, 0), "span 2 has the negative offset");
  }

  @Test
  void countsMustNotBeNegative() {
    assertInvalid(integer(0, 0, 0, 1, spans(0, 2), 1, -2), "bucket 2 has a negative count");
    assertInvalid(floats(0, 0, 1, spans(0, 1), new double[0], -0.5), "negative count");
    assertInvalid(floats(0, -1, 1, NO_SPANS, new double[0]), "zero bucket");
    assertInvalid(floats(0, 0, -1, NO_SPANS, new double[0]), "count is negative");
  }

  @Test
  void schemaMustBeKnown() {
    for (int schema : new int[] {-54, -52, -5, 9, 52, Integer.MAX_VALUE}) {
      assertInvalid(integer(schema, 0, 0, 1, NO_SPANS), "schema of -4 to 8 or -53, got " + schema);
    }
  }

  @Test
  void customBoundsMustAscendAndReachFarEnough() {
    assertValid(floats(-53, 0, 3, spans(0, 3), bounds(1, 2), 1, 1, 1));
    assertValid(floats(-53, 0, 0, NO_SPANS, bounds()));
    assertValid(floats(-53, 0, 1, spans(1, 1), bounds(Double.NEGATIVE_INFINITY, 2), 1));
    assertInvalid(floats(-53, 0, 3, spans(0, 3), bounds(1), 1, 1, 1), "too few");
    assertInvalid(floats(-53, 0, 1, spans(3, 1), bounds(1, 2), 1), "too few");
    assertInvalid(floats(-53, 0, 1, spans(-1, 1), bounds(1, 2), 1), "negative offset");
    assertInvalid(floats(-53, 0, 1, spans(0, 1), bounds(2, 2), 1), "ascending");
    assertInvalid(floats(-53, 0, 1, spans(0, 1), bounds(2, 1), 1), "ascending");
    assertInvalid(floats(-53, 0, 1, spans(0, 1), bounds(1, Double.POSITIVE_INFINITY), 1), "finite");
    assertInvalid(floats(-53, 0, 1, spans(0, 1), bounds(Double.NaN), 1), "finite");
  }

  @Test
  void customBucketsHaveNoZeroBucketAndNoNegativeOnes() {
    assertInvalid(floats(-53, 1, 1, NO_SPANS, bounds(1)), "zero count of 0");
    assertInvalid(integer(0, 0, 0, 1, NO_SPANS, new double[] {1}), "only with schema -53");
    FloatHistogram negative =
        new FloatHistogram(
            CounterResetHint.UNKNOWN,
            -53,
            0,
            0,
            1,
            1,
            NO_SPANS,
            new double[0],
            spans(0, 1),
            new double[] {1},
            bounds(1));
    assertInvalid(negative, "no negative buckets");
    FloatHistogram threshold =
        new FloatHistogram(
            CounterResetHint.UNKNOWN,
            -53,
            0.1,
            0,
            1,
            1,
            NO_SPANS,
            new double[0],
            NO_SPANS,
            new double[0],
            bounds(1));
    assertInvalid(threshold, "zero threshold of 0");
  }

  private static void assertValid(NativeHistogram histogram) {
    assertThatCode(() -> HistogramValidator.check(histogram)).doesNotThrowAnyException();
  }

  private static void assertInvalid(NativeHistogram histogram, String text) {
    assertThatExceptionOfType(InvalidSampleException.class)
        .isThrownBy(() -> HistogramValidator.check(histogram))
        .withMessageContaining(text)
        .extracting(InvalidSampleException::reason)
        .isEqualTo(RejectionReason.INVALID_HISTOGRAM);
  }

  private static IntegerHistogram integer(
      int schema, long zeroCount, long count, double sum, List<BucketSpan> spans, long... deltas) {
    return integer(schema, zeroCount, count, sum, spans, new double[0], deltas);
  }

  private static IntegerHistogram integer(
      int schema,
      long zeroCount,
      long count,
      double sum,
      List<BucketSpan> spans,
      double[] customValues,
      long... deltas) {
    return new IntegerHistogram(
        CounterResetHint.UNKNOWN,
        schema,
        0,
        zeroCount,
        count,
        sum,
        spans,
        deltas,
        NO_SPANS,
        new long[0],
        customValues);
  }

  private static FloatHistogram floats(
      int schema,
      double zeroCount,
      double count,
      List<BucketSpan> spans,
      double[] customValues,
      double... counts) {
    return new FloatHistogram(
        CounterResetHint.UNKNOWN,
        schema,
        0,
        zeroCount,
        count,
        1,
        spans,
        counts,
        NO_SPANS,
        new double[0],
        customValues);
  }

  private static double[] bounds(double... bounds) {
    return bounds;
  }

  /** Spans of offset and length in turn. */
  private static List<BucketSpan> spans(int... offsetsAndLengths) {
    return IntStream.range(0, offsetsAndLengths.length / 2)
        .mapToObj(i -> new BucketSpan(offsetsAndLengths[2 * i], offsetsAndLengths[2 * i + 1]))
        .toList();
  }
}
