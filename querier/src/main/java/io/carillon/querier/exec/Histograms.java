package io.carillon.querier.exec;

import io.carillon.common.histogram.FloatHistogram;

/** What the engine asks of native histograms. */
final class Histograms {
  private static final int SAMPLE_BYTES = 16;
  private static final int FIXED_BYTES = 168;

  private Histograms() {}

  /** How many samples a histogram counts for, by its size, as Prometheus counts. */
  static long samples(FloatHistogram histogram) {
    long bytes =
        FIXED_BYTES
            + 8L
                * (histogram.positiveSpans().size()
                    + histogram.negativeSpans().size()
                    + histogram.positiveCounts().length
                    + histogram.negativeCounts().length
                    + histogram.customValues().length);
    return (bytes + 8) / SAMPLE_BYTES;
  }
}
