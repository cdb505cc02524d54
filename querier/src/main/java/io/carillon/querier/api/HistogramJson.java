package io.carillon.querier.api;

import io.carillon.common.histogram.BucketSpan;
import io.carillon.common.histogram.FloatHistogram;
import io.carillon.common.histogram.NativeHistogram;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;

/**
 * Writes native histograms: {@code
 * {"count":"","sum":"","buckets":[[rule,"lower","upper","count"]]}} with buckets ascending, empty
 * ones left out (util/jsonutil/marshal.go).
 */
final class HistogramJson {
  private static final int LEFT_OPEN = 0;
  private static final int RIGHT_OPEN = 1;
  private static final int OPEN = 2;
  private static final int CLOSED = 3;

  private final PromJson json;
  private final FloatHistogram histogram;
  private boolean hasBuckets;

  private HistogramJson(PromJson json, FloatHistogram histogram) {
    this.json = json;
    this.histogram = histogram;
  }

  static void write(PromJson json, FloatHistogram histogram) throws IOException {
    new HistogramJson(json, histogram).write();
  }

  private void write() throws IOException {
    json.raw("{\"count\":").value(histogram.count()).raw(",\"sum\":").value(histogram.sum());
    int[] negative = indexes(histogram.negativeSpans(), histogram.negativeCounts().length);
    for (int i = negative.length - 1; i >= 0; i--) {
      exponentialBucket(
          -ExponentialBounds.upper(negative[i], histogram.schema()),
          -ExponentialBounds.upper(negative[i] - 1, histogram.schema()),
          histogram.negativeCounts()[i]);
    }
    double threshold = histogram.zeroThreshold();
    if (histogram.zeroCount() > 0) {
      bucket(CLOSED, -threshold, threshold, histogram.zeroCount());
    }
    int[] positive = indexes(histogram.positiveSpans(), histogram.positiveCounts().length);
    for (int i = 0; i < positive.length; i++) {
      positiveBucket(positive[i], histogram.positiveCounts()[i]);
    }
    json.raw(hasBuckets ? "]}" : "}");
  }

  private void positiveBucket(int index, double count) throws IOException {
    if (histogram.schema() == NativeHistogram.CUSTOM_BUCKETS_SCHEMA) {
      bucket(index == 0 ? CLOSED : LEFT_OPEN, customBound(index - 1), customBound(index), count);
    } else {
      exponentialBucket(
          ExponentialBounds.upper(index - 1, histogram.schema()),
          ExponentialBounds.upper(index, histogram.schema()),
          count);
    }
  }

  private double customBound(int index) {
    double[] bounds = histogram.customValues();
    if (index < 0) {
      return Double.NEGATIVE_INFINITY;
    }
    return index < bounds.length ? bounds[index] : Double.POSITIVE_INFINITY;
  }

  /** A bucket that ends where the zero bucket begins, when the two overlap. */
  private void exponentialBucket(double lower, double upper, double count) throws IOException {
    double threshold = histogram.zeroThreshold();
    double from = lower > 0 && lower < threshold ? threshold : lower;
    double to = upper < 0 && upper > -threshold ? -threshold : upper;
    int rule = lower < 0 ? (upper > 0 ? CLOSED : RIGHT_OPEN) : upper > 0 ? LEFT_OPEN : OPEN;
    bucket(rule, from, to, count);
  }

  private void bucket(int rule, double lower, double upper, double count) throws IOException {
    if (count == 0) {
      return;
    }
    json.raw(hasBuckets ? ",[" : ",\"buckets\":[[").raw((char) ('0' + rule));
    json.raw(',').value(lower).raw(',').value(upper).raw(',').value(count).raw(']');
    hasBuckets = true;
  }

  /** The index of each bucket, as many as the spans and the counts both have. */
  private static int[] indexes(List<BucketSpan> spans, int bucketCount) {
    int[] indexes = new int[bucketCount];
    int next = 0;
    int size = 0;
    for (BucketSpan span : spans) {
      next += span.offset();
      for (int i = 0; i < span.length() && size < bucketCount; i++) {
        indexes[size++] = next++;
      }
    }
    return size == bucketCount ? indexes : Arrays.copyOf(indexes, size);
  }
}
