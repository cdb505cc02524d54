package io.carillon.common.histogram;

import java.util.List;

/** A native histogram sample, in the form in which it was sent. */
public sealed interface NativeHistogram permits IntegerHistogram, FloatHistogram {
  /** Schema of histograms with custom buckets. */
  int CUSTOM_BUCKETS_SCHEMA = -53;

  CounterResetHint resetHint();

  int schema();

  double zeroThreshold();

  /** Sum of observations; the bits of the staleness marker make the whole sample one. */
  double sum();

  List<BucketSpan> positiveSpans();

  List<BucketSpan> negativeSpans();

  /** Upper bounds of custom buckets without the last, infinite one; empty for other schemas. */
  double[] customValues();

  /** The same histogram with absolute float counts, as queries use it. */
  FloatHistogram toFloat();
}
