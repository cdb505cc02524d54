package io.carillon.querier.exec;

import io.carillon.common.column.SampleColumn;
import io.carillon.common.column.SampleColumnBuilder;
import io.carillon.common.column.StaleMarker;
import io.carillon.common.histogram.NativeHistogram;
import io.carillon.querier.function.ExtendedWindow;
import io.carillon.querier.parser.RangeExtension;
import io.carillon.querier.plan.Plan;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Range vectors that are themselves the answer of a query. */
final class RangeVectors {
  private static final long SAMPLE_BYTES = 16;

  private RangeVectors() {}

  /** All samples of a selector's window, in label order. */
  static List<QueryValue.Series> ofSelector(
      Plan.RangeSelector selector, Grid grid, SelectorReader selectors, QueryContext context) {
    List<QueryValue.Series> result = new ArrayList<>();
    selectors.read(
        selectors.range(selector, grid),
        (labels, column) -> {
          SampleColumn window = window(selector, withoutMarkers(column), grid.startMs());
          if (window.size() > 0) {
            context.budget().charge(window.size(), window.size() * SAMPLE_BYTES);
            result.add(new QueryValue.Series(labels, window));
          }
        });
    result.sort(Comparator.comparing(QueryValue.Series::labels));
    return result;
  }

  private static SampleColumn window(
      Plan.RangeSelector selector, SampleColumn column, long stepMs) {
    long endMs = selector.time().apply(stepMs);
    long startMs = endMs - selector.rangeMs();
    if (selector.extension() == RangeExtension.NONE) {
      return column.slice(startMs + 1, endMs);
    }
    if (column.histograms() != null) {
      throw QueryContext.failed(
          selector.extension().name().toLowerCase(Locale.ROOT)
              + " modifier is not supported with histograms");
    }
    boolean isSmoothed = selector.extension() == RangeExtension.SMOOTHED;
    return ExtendedWindow.of(column, startMs, endMs, isSmoothed);
  }

  private static SampleColumn withoutMarkers(SampleColumn column) {
    SampleColumnBuilder builder = new SampleColumnBuilder(column.size());
    for (int i = 0; i < column.size(); i++) {
      NativeHistogram histogram = column.histogram(i);
      double value = histogram == null ? column.values()[i] : histogram.sum();
      if (!StaleMarker.is(value)) {
        builder.add(
            column.timestampsMs()[i], value, histogram == null ? null : histogram.toFloat(), 0);
      }
    }
    return builder.build();
  }

  /** Series over the steps of a grid, in label order. */
  static List<QueryValue.Series> ofSteps(List<StepSeries> steps, Grid grid) {
    List<QueryValue.Series> result = new ArrayList<>(steps.size());
    for (StepSeries series : steps) {
      result.add(new QueryValue.Series(series.labels(), column(series, grid)));
    }
    result.sort(Comparator.comparing(QueryValue.Series::labels));
    return result;
  }

  private static SampleColumn column(StepSeries series, Grid grid) {
    int[] steps = series.present().stream().toArray();
    long[] timesMs = new long[steps.length];
    double[] values = new double[steps.length];
    @Nullable NativeHistogram[] histograms =
        series.histograms() == null ? null : new NativeHistogram[steps.length];
    for (int i = 0; i < steps.length; i++) {
      timesMs[i] = grid.timeMs(steps[i]);
      values[i] = series.value(steps[i]);
      if (histograms != null) {
        histograms[i] = series.histogram(steps[i]);
      }
    }
    return SampleColumn.of(timesMs, values, histograms, null);
  }
}
