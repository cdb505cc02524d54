package io.carillon.querier.function;

import io.carillon.common.histogram.FloatHistogram;
import io.carillon.querier.function.Annotations.HistogramOperation;
import io.carillon.querier.parser.PositionRange;
import org.jspecify.annotations.Nullable;

/**
 * Linear interpolation between two samples. A counter that was reset between them counts as having
 * started from zero at the first.
 *
 * @param metricName of the samples, for notes
 */
public record Interpolation(String metricName, Annotations annotations, PositionRange position) {
  /** The value at a time between two floats. */
  public static double between(
      long fromMs, double from, long toMs, double to, long timeMs, boolean isCounter) {
    double start = isCounter && to < from ? 0 : from;
    return start + (to - start) * (timeMs - fromMs) / (toMs - fromMs);
  }

  /** The histogram at a time between two; null when they do not go together, which is noted. */
  public @Nullable FloatHistogram between(
      long fromMs,
      FloatHistogram from,
      long toMs,
      FloatHistogram to,
      long timeMs,
      boolean isCounter) {
    if (timeMs == fromMs) {
      return from;
    }
    if (timeMs == toMs) {
      return to;
    }
    double fraction = (double) (timeMs - fromMs) / (toMs - fromMs);
    MutableHistogram result = MutableHistogram.of(to);
    if (isCounter && HistogramResets.isReset(to, from)) {
      return result.multiply(fraction).toHistogram();
    }
    MutableHistogram start = MutableHistogram.of(from);
    if (!note(result.subtract(start), HistogramOperation.SUBTRACTION)) {
      return null;
    }
    result.multiply(fraction);
    return note(result.add(start), HistogramOperation.ADDITION) ? result.toHistogram() : null;
  }

  private boolean note(HistogramOutcome outcome, HistogramOperation operation) {
    if (outcome.isIncompatible()) {
      annotations.mixedExponentialCustom(metricName, position);
    } else if (outcome.areBoundsReconciled()) {
      annotations.reconciledBounds(operation, position);
    }
    return !outcome.isIncompatible();
  }
}
