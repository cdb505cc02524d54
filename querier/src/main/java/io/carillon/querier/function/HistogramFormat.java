package io.carillon.querier.function;

import io.carillon.common.histogram.FloatHistogram;
import java.util.List;

/** Native histograms as text: {@code {count:3, sum:5, (1,2]:3}}. */
public final class HistogramFormat {
  private HistogramFormat() {}

  /** The text that count_values has for a histogram; empty buckets are left out. */
  public static String format(FloatHistogram h) {
    StringBuilder out =
        new StringBuilder("{count:")
            .append(GoFormat.general(h.count()))
            .append(", sum:")
            .append(GoFormat.general(h.sum()));
    List<HistogramBucket> negative = HistogramBucket.negative(h);
    for (int i = negative.size() - 1; i >= 0; i--) {
      append(out, negative.get(i));
    }
    if (!HistogramBounds.isCustom(h.schema())) {
      append(out, HistogramBucket.zero(h));
    }
    HistogramBucket.positive(h).forEach(bucket -> append(out, bucket));
    return out.append('}').toString();
  }

  private static void append(StringBuilder out, HistogramBucket bucket) {
    if (bucket.count() != 0) {
      out.append(", ").append(bucket);
    }
  }
}
