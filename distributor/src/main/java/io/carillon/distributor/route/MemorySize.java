package io.carillon.distributor.route;

import io.carillon.common.column.SampleColumn;
import io.carillon.common.histogram.FloatHistogram;
import io.carillon.common.histogram.IntegerHistogram;
import io.carillon.common.histogram.NativeHistogram;
import io.carillon.common.labels.Labels;
import io.carillon.common.store.Exemplar;
import io.carillon.common.store.MetricMetadata;
import io.carillon.common.store.SeriesExemplars;
import io.carillon.common.store.SeriesSamples;
import org.jspecify.annotations.Nullable;

/** Estimates what samples take in memory, so that budgets of bytes can bound it. */
public final class MemorySize {
  /** Header, length, hash and reference of a string and its array. */
  private static final int STRING_BYTES = 44;

  /** Headers of a series' objects and arrays. */
  private static final int SERIES_BYTES = 120;

  /** An exemplar's objects and arrays. */
  private static final int EXEMPLAR_BYTES = 88;

  private static final int SAMPLE_BYTES = 16;
  private static final int HISTOGRAM_BYTES = 160;
  private static final int SPAN_BYTES = 20;
  private static final int BUCKET_BYTES = 8;

  private MemorySize() {}

  /** Bytes of a series with its labels. */
  public static int of(SeriesSamples series) {
    long bytes = SERIES_BYTES + labels(series.labels()) + samples(series.samples());
    return (int) Math.min(bytes, Integer.MAX_VALUE);
  }

  /** Bytes of exemplars with the labels of their series. */
  public static long of(SeriesExemplars exemplars) {
    long bytes = SERIES_BYTES + labels(exemplars.series());
    for (Exemplar exemplar : exemplars.exemplars()) {
      bytes += EXEMPLAR_BYTES + labels(exemplar.labels());
    }
    return bytes;
  }

  /** Bytes of a metadata entry. */
  public static int of(MetricMetadata entry) {
    return 4 * STRING_BYTES
        + entry.metricFamilyName().length()
        + entry.help().length()
        + entry.unit().length();
  }

  private static long labels(Labels labels) {
    long bytes = 0;
    for (int i = 0; i < labels.size(); i++) {
      bytes += 2 * STRING_BYTES + labels.name(i).length() + labels.value(i).length();
    }
    return bytes;
  }

  private static long samples(SampleColumn column) {
    long bytes = (long) SAMPLE_BYTES * column.size();
    if (column.histograms() != null) {
      for (int i = 0; i < column.size(); i++) {
        bytes += histogram(column.histogram(i));
      }
    }
    return bytes;
  }

  private static long histogram(@Nullable NativeHistogram histogram) {
    return switch (histogram) {
      case null -> 0;
      case IntegerHistogram h -> histogram(h, h.positiveDeltas().length, h.negativeDeltas().length);
      case FloatHistogram h -> histogram(h, h.positiveCounts().length, h.negativeCounts().length);
    };
  }

  private static long histogram(NativeHistogram h, long positiveBuckets, long negativeBuckets) {
    long spans = (long) h.positiveSpans().size() + h.negativeSpans().size();
    long numbers = positiveBuckets + negativeBuckets + h.customValues().length;
    return HISTOGRAM_BYTES + SPAN_BYTES * spans + BUCKET_BYTES * numbers;
  }
}
