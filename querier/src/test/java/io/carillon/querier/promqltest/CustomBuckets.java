package io.carillon.querier.promqltest;

import io.carillon.common.histogram.BucketSpan;
import io.carillon.common.histogram.CounterResetHint;
import io.carillon.common.histogram.FloatHistogram;
import io.carillon.common.histogram.NativeHistogram;
import io.carillon.common.labels.Labels;
import io.carillon.querier.function.GoNumber;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Classic histograms turned into native ones with custom buckets, as {@code load_with_nhcb} asks.
 */
final class CustomBuckets {
  private static final String BUCKET = "_bucket";
  private static final String COUNT = "_count";
  private static final String SUM = "_sum";

  private final Map<Labels, TreeMap<Long, Parts>> histograms = new TreeMap<>();

  /** What is known of a histogram at a time; counts are cumulative. */
  private static final class Parts {
    private final TreeMap<Double, Double> buckets = new TreeMap<>();
    private double count = Double.NaN;
    private double sum;
  }

  /** The native histograms by labels and time. */
  static Map<Labels, Map<Long, LoadedData.Sample>> of(Script.Load load) {
    CustomBuckets converter = new CustomBuckets();
    load.series().forEach(series -> converter.collect(series, load.stepMs()));
    Map<Labels, Map<Long, LoadedData.Sample>> result = new TreeMap<>();
    converter.histograms.forEach(
        (labels, byTime) -> {
          Map<Long, LoadedData.Sample> samples = new TreeMap<>();
          byTime.forEach(
              (timeMs, parts) -> samples.put(timeMs, new LoadedData.Sample(0, convert(parts), 0)));
          result.put(labels, samples);
        });
    return result;
  }

  private void collect(SeriesLine series, long stepMs) {
    String name = series.labels().metricName();
    Map<Long, SequenceValue> floats = floats(series, stepMs);
    if (name.endsWith(BUCKET)) {
      double bound = GoNumber.parse(series.labels().get("le")).orElse(Double.NaN);
      if (!Double.isNaN(bound)) {
        floats.forEach(
            (timeMs, value) ->
                parts(series, BUCKET, timeMs).buckets.putIfAbsent(bound, value.value()));
      }
    } else if (name.endsWith(COUNT)) {
      floats.forEach((timeMs, value) -> parts(series, COUNT, timeMs).count = value.value());
    } else if (name.endsWith(SUM)) {
      floats.forEach((timeMs, value) -> parts(series, SUM, timeMs).sum = value.value());
    }
  }

  private static Map<Long, SequenceValue> floats(SeriesLine series, long stepMs) {
    Map<Long, SequenceValue> floats = new HashMap<>();
    for (int i = 0; i < series.values().size(); i++) {
      SequenceValue value = series.values().get(i);
      if (!value.isOmitted() && value.histogram() == null) {
        floats.put(i * stepMs, value);
      }
    }
    return floats;
  }

  private Parts parts(SeriesLine series, String suffix, long timeMs) {
    String name = series.labels().metricName();
    Labels base =
        series.labels().toBuilder()
            .set(Labels.METRIC_NAME, name.substring(0, name.length() - suffix.length()))
            .remove("le")
            .build();
    return histograms
        .computeIfAbsent(base, _ -> new TreeMap<>())
        .computeIfAbsent(timeMs, _ -> new Parts());
  }

  private static FloatHistogram convert(Parts parts) {
    TreeMap<Double, Double> cumulative = parts.buckets;
    double count =
        !Double.isNaN(parts.count)
            ? parts.count
            : cumulative.isEmpty() ? 0 : cumulative.lastEntry().getValue();
    cumulative.putIfAbsent(Double.POSITIVE_INFINITY, count);
    double[] counts = new double[cumulative.size()];
    double[] bounds = new double[cumulative.size() - 1];
    double before = 0;
    int i = 0;
    for (Map.Entry<Double, Double> bucket : cumulative.entrySet()) {
      counts[i] = bucket.getValue() - before;
      before = bucket.getValue();
      if (i < bounds.length) {
        bounds[i] = bucket.getKey();
      }
      i++;
    }
    return new FloatHistogram(
        CounterResetHint.UNKNOWN,
        NativeHistogram.CUSTOM_BUCKETS_SCHEMA,
        0,
        0,
        count,
        parts.sum,
        List.of(new BucketSpan(0, counts.length)),
        counts,
        List.of(),
        new double[0],
        bounds);
  }
}
