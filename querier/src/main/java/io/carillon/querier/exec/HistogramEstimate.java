package io.carillon.querier.exec;

import io.carillon.common.histogram.FloatHistogram;
import io.carillon.querier.function.Annotations;
import io.carillon.querier.function.Buckets;
import io.carillon.querier.function.HistogramEstimates;
import io.carillon.querier.function.HistogramQuantile;
import io.carillon.querier.parser.PositionRange;

/** What is computed of a histogram at a step, classic or native. */
interface HistogramEstimate {
  double ofClassic(Buckets buckets, int step);

  /**
   * The same for a native histogram.
   *
   * @param metricName for notes
   */
  double ofNative(FloatHistogram histogram, String metricName, int step);

  /** A quantile; notes about native histograms go to the position. */
  @SuppressWarnings("ArrayRecordComponent") // Columns of numbers; identity is never asked.
  record Quantile(double[] quantiles, Annotations annotations, PositionRange position)
      implements HistogramEstimate {
    @Override
    public double ofClassic(Buckets buckets, int step) {
      return buckets.quantile(quantiles[step]);
    }

    @Override
    public double ofNative(FloatHistogram histogram, String metricName, int step) {
      return HistogramQuantile.of(quantiles[step], histogram, metricName, annotations, position);
    }
  }

  /** The fraction between two bounds; notes about native histograms go to the position. */
  @SuppressWarnings("ArrayRecordComponent") // Columns of numbers; identity is never asked.
  record Fraction(double[] lower, double[] upper, Annotations annotations, PositionRange position)
      implements HistogramEstimate {
    @Override
    public double ofClassic(Buckets buckets, int step) {
      return buckets.fraction(lower[step], upper[step]);
    }

    @Override
    public double ofNative(FloatHistogram histogram, String metricName, int step) {
      return HistogramEstimates.fraction(
          lower[step], upper[step], histogram, metricName, annotations, position);
    }
  }
}
