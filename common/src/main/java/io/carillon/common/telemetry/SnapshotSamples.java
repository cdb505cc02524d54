package io.carillon.common.telemetry;

import io.carillon.common.store.MetricMetadata;
import io.prometheus.metrics.model.snapshots.ClassicHistogramBuckets;
import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.prometheus.metrics.model.snapshots.DataPointSnapshot;
import io.prometheus.metrics.model.snapshots.DistributionDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot.HistogramDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.InfoSnapshot;
import io.prometheus.metrics.model.snapshots.Label;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import io.prometheus.metrics.model.snapshots.Quantile;
import io.prometheus.metrics.model.snapshots.StateSetSnapshot;
import io.prometheus.metrics.model.snapshots.SummarySnapshot;
import io.prometheus.metrics.model.snapshots.UnknownSnapshot;
import java.util.ArrayList;
import java.util.List;

/**
 * Takes metric snapshots apart into samples, as the text exposition format 0.0.4 writes them.
 * Native buckets have no place in that format.
 */
final class SnapshotSamples {
  private final Sink sink;

  SnapshotSamples(Sink sink) {
    this.sink = sink;
  }

  /** Takes a sample. */
  @FunctionalInterface
  interface Sink {
    void accept(String name, List<String> labelNamesAndValues, double value);
  }

  /** Hands all samples of a metric family to the sink; its metadata. */
  MetricMetadata add(MetricSnapshot snapshot) {
    String name = snapshot.getMetadata().getPrometheusName();
    return switch (snapshot) {
      case CounterSnapshot counter -> {
        counter.getDataPoints().forEach(p -> sink.accept(name + "_total", labels(p), p.getValue()));
        yield metadata(snapshot, name + "_total", "counter");
      }
      case GaugeSnapshot gauge -> {
        gauge.getDataPoints().forEach(p -> sink.accept(name, labels(p), p.getValue()));
        yield metadata(snapshot, name, "gauge");
      }
      case UnknownSnapshot unknown -> {
        unknown.getDataPoints().forEach(p -> sink.accept(name, labels(p), p.getValue()));
        yield metadata(snapshot, name, "unknown");
      }
      case InfoSnapshot info -> {
        info.getDataPoints().forEach(p -> sink.accept(name + "_info", labels(p), 1));
        yield metadata(snapshot, name + "_info", "gauge");
      }
      case HistogramSnapshot histogram -> {
        histogram.getDataPoints().forEach(p -> addHistogram(name, p));
        yield metadata(snapshot, name, "histogram");
      }
      case SummarySnapshot summary -> {
        summary.getDataPoints().forEach(p -> addSummary(name, p));
        yield metadata(snapshot, name, "summary");
      }
      case StateSetSnapshot states -> {
        states.getDataPoints().forEach(p -> addStates(name, p));
        yield metadata(snapshot, name, "gauge");
      }
      default -> throw new IllegalStateException("unknown kind of metric: " + snapshot.getClass());
    };
  }

  private static MetricMetadata metadata(MetricSnapshot snapshot, String name, String type) {
    String help = snapshot.getMetadata().getHelp();
    // The text format has no unit; it is part of the name.
    return new MetricMetadata(name, type, help == null ? "" : help, "");
  }

  private void addHistogram(String name, HistogramDataPointSnapshot point) {
    List<String> labels = labels(point);
    if (point.hasClassicHistogramData()) {
      ClassicHistogramBuckets buckets = point.getClassicBuckets();
      long cumulated = 0;
      for (int i = 0; i < buckets.size(); i++) {
        cumulated += buckets.getCount(i);
        String bound = OpenMetricsFloat.format(buckets.getUpperBound(i));
        sink.accept(name + "_bucket", with(labels, "le", bound), (double) cumulated);
      }
    }
    addCountAndSum(name, labels, point);
  }

  private void addSummary(String name, SummarySnapshot.SummaryDataPointSnapshot point) {
    List<String> labels = labels(point);
    for (Quantile quantile : point.getQuantiles()) {
      String text = OpenMetricsFloat.format(quantile.getQuantile());
      sink.accept(name, with(labels, "quantile", text), quantile.getValue());
    }
    addCountAndSum(name, labels, point);
  }

  private void addCountAndSum(
      String name, List<String> labels, DistributionDataPointSnapshot point) {
    if (point.hasCount()) {
      sink.accept(name + "_count", labels, (double) point.getCount());
    }
    if (point.hasSum()) {
      sink.accept(name + "_sum", labels, point.getSum());
    }
  }

  private void addStates(String name, StateSetSnapshot.StateSetDataPointSnapshot point) {
    for (int i = 0; i < point.size(); i++) {
      sink.accept(name, with(labels(point), name, point.getName(i)), point.isTrue(i) ? 1 : 0);
    }
  }

  private static List<String> labels(DataPointSnapshot point) {
    List<String> labels = new ArrayList<>();
    for (Label label : point.getLabels()) {
      labels.add(label.getName());
      labels.add(label.getValue());
    }
    return labels;
  }

  private static List<String> with(List<String> labels, String name, String value) {
    List<String> more = new ArrayList<>(labels);
    more.add(name);
    more.add(value);
    return more;
  }
}
