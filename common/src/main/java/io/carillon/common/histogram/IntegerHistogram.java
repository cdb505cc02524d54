package io.carillon.common.histogram;

import java.util.List;

/**
 * A histogram of integer counts (unsigned 64 bit). Bucket counts are deltas to the bucket before,
 * the first one absolute, over both spans' buckets in order.
 */
@SuppressWarnings("ArrayRecordComponent") // Columns of numbers; identity is never asked.
public record IntegerHistogram(
    CounterResetHint resetHint,
    int schema,
    double zeroThreshold,
    long zeroCount,
    long count,
    double sum,
    List<BucketSpan> positiveSpans,
    long[] positiveDeltas,
    List<BucketSpan> negativeSpans,
    long[] negativeDeltas,
    double[] customValues)
    implements NativeHistogram {
  public IntegerHistogram {
    positiveSpans = List.copyOf(positiveSpans);
    negativeSpans = List.copyOf(negativeSpans);
  }

  @Override
  public FloatHistogram toFloat() {
    return new FloatHistogram(
        resetHint,
        schema,
        zeroThreshold,
        unsignedToDouble(zeroCount),
        unsignedToDouble(count),
        sum,
        positiveSpans,
        absolute(positiveDeltas),
        negativeSpans,
        absolute(negativeDeltas),
        customValues);
  }

  private static double[] absolute(long[] deltas) {
    double[] counts = new double[deltas.length];
    long current = 0;
    for (int i = 0; i < deltas.length; i++) {
      current += deltas[i];
      counts[i] = current;
    }
    return counts;
  }

  private static double unsignedToDouble(long value) {
    if (value >= 0) {
      return value;
    }
    return ((value >>> 1) | (value & 1)) * 2.0;
  }
}
