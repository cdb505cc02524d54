package io.carillon.common.histogram;

import java.util.List;

/** A histogram of float counts; bucket counts are absolute. */
@SuppressWarnings("ArrayRecordComponent") // Columns of numbers; identity is never asked.
public record FloatHistogram(
    CounterResetHint resetHint,
    int schema,
    double zeroThreshold,
    double zeroCount,
    double count,
    double sum,
    List<BucketSpan> positiveSpans,
    double[] positiveCounts,
    List<BucketSpan> negativeSpans,
    double[] negativeCounts,
    double[] customValues)
    implements NativeHistogram {
  public FloatHistogram {
    positiveSpans = List.copyOf(positiveSpans);
    negativeSpans = List.copyOf(negativeSpans);
  }

  @Override
  public FloatHistogram toFloat() {
    return this;
  }
}
