package io.carillon.querier.promqltest;

import io.carillon.common.histogram.FloatHistogram;
import org.jspecify.annotations.Nullable;

/**
 * An item of a series line.
 *
 * @param isOmitted no sample here
 * @param histogram null for a float
 * @param hasResetHint whether the histogram's hint was written, and so has to be equal
 */
record SequenceValue(
    double value, boolean isOmitted, @Nullable FloatHistogram histogram, boolean hasResetHint) {
  static final SequenceValue OMITTED = new SequenceValue(0, true, null, false);

  static SequenceValue of(double value) {
    return new SequenceValue(value, false, null, false);
  }
}
