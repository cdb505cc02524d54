package io.carillon.querier.exec;

import io.carillon.common.histogram.FloatHistogram;
import io.carillon.common.labels.LabelQuoting;
import io.carillon.common.labels.Labels;
import io.carillon.querier.function.GoFormat;
import io.carillon.querier.function.HistogramFormat;
import io.carillon.querier.plan.Plan;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** count_values: how many series have each value, which becomes a label. */
final class CountValues {
  private CountValues() {}

  static List<StepSeries> evaluate(
      Plan.Aggregation aggregation, List<StepSeries> input, int steps) {
    String label = label(aggregation);
    Grouping grouping = new Grouping(aggregation.grouping(), aggregation.isWithout());
    Map<Labels, double[]> counts = new LinkedHashMap<>();
    for (StepSeries series : input) {
      Map<String, double[]> countsOfSeries = new LinkedHashMap<>();
      for (int step = series.present().nextSetBit(0);
          step >= 0;
          step = series.present().nextSetBit(step + 1)) {
        String text = text(series, step);
        double[] count = countsOfSeries.get(text);
        if (count == null) {
          Labels labels = grouping.of(series.labels().toBuilder().set(label, text).build());
          count = counts.computeIfAbsent(labels, _ -> new double[steps]);
          countsOfSeries.put(text, count);
        }
        count[step]++;
      }
    }
    List<StepSeries> result = new ArrayList<>(counts.size());
    counts.forEach((labels, count) -> result.add(series(labels, count)));
    return result;
  }

  private static String label(Plan.Aggregation aggregation) {
    if (!(aggregation.param() instanceof Plan.Text text)) {
      throw new IllegalArgumentException("expected a string as the label of count_values");
    }
    if (!Names.isValidLabel(text.value())) {
      throw QueryContext.failed("invalid label name " + LabelQuoting.quote(text.value()));
    }
    return text.value();
  }

  private static String text(StepSeries series, int step) {
    FloatHistogram histogram = series.histogram(step);
    return histogram == null
        ? GoFormat.plain(series.value(step))
        : HistogramFormat.format(histogram);
  }

  private static StepSeries series(Labels labels, double[] counts) {
    StepSeriesBuilder builder = new StepSeriesBuilder(counts.length);
    for (int step = 0; step < counts.length; step++) {
      if (counts[step] > 0) {
        builder.set(step, counts[step]);
      }
    }
    return builder.build(labels, false);
  }
}
